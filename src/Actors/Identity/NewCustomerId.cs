using System.Security.Cryptography;
using Conversations.Identity;

namespace Conversations.Actors.Identity;

/// <summary>Makes the engine's own names: <c>c_</c> and 16 characters of base 32, at random (80 bits).</summary>
internal static class NewCustomerId
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567";

    public static CustomerId Make() => new("c_" + RandomNumberGenerator.GetString(Letters, 16));
}
