using Conversations.Messages;

namespace Conversations.WhatsApp.Templates;

/// <summary>WhatsApp's words for a template's status and category.</summary>
internal static class TemplateWords
{
    /// <summary>Null for words that change nothing (FLAGGED and LOCKED are warnings) and for words not known.</summary>
    public static TemplateStatus? Status(string? word) => word switch
    {
        "APPROVED" or "REINSTATED" or "UNPAUSED" => TemplateStatus.Approved,
        "PENDING" or "IN_APPEAL" => TemplateStatus.Pending,
        "PAUSED" => TemplateStatus.Paused,
        "REJECTED" => TemplateStatus.Rejected,
        "DISABLED" or "DELETED" or "PENDING_DELETION" or "ARCHIVED" or "LIMIT_EXCEEDED" => TemplateStatus.Disabled,
        _ => null,
    };

    public static TemplateCategory? Category(string? word) => word switch
    {
        "MARKETING" => TemplateCategory.Marketing,
        "UTILITY" => TemplateCategory.Utility,
        "AUTHENTICATION" => TemplateCategory.Authentication,
        _ => null,
    };
}
