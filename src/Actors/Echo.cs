using Conversations.Customers;

namespace Conversations.Actors;

/// <summary>Inputs that can only follow something the customer did: they must not bring an erased one back.</summary>
internal static class Echo
{
    public static bool Is(CustomerInput input) => input is
        CustomerInput.SlotGranted or CustomerInput.SendAccepted or CustomerInput.SendRejected or CustomerInput.SendUnknown
        or CustomerInput.Answered or CustomerInput.Woken or CustomerInput.DeliveryReported or CustomerInput.ProductNews
        or CustomerInput.IdentityLost or CustomerInput.CompanionsCounted;
}
