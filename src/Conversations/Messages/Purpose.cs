namespace Conversations.Messages;

/// <summary>Why a message is sent; decides which gates apply. (WhatsApp's <em>category</em> decides price and form.)</summary>
public enum Purpose
{
    /// <summary>Sells or reminds; every gate applies.</summary>
    Marketing,

    /// <summary>Concerns an order or payment; exempt from consent to marketing, frequency and holdout.</summary>
    Utility,

    /// <summary>Answers the customer; needs no consent, waits for no hour.</summary>
    Service,
}
