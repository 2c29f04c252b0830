using System.Security.Cryptography;
using System.Text;
using Conversations.Identity;

namespace Conversations.Actors.Identity;

/// <summary>The keyed hash under which a number's opt-out survives its erasure.</summary>
public sealed class PhoneHash
{
    private const int KeyBytesMin = 16;

    private readonly byte[] key;

    public PhoneHash(ReadOnlyMemory<byte> key)
    {
        if (key.Length < KeyBytesMin)
        {
            throw new ArgumentException($"The suppression key has {key.Length} bytes; at least {KeyBytesMin} are needed.", nameof(key));
        }

        this.key = key.ToArray();
    }

    /// <summary>Lower-case hexadecimal; differs by store.</summary>
    public string Of(StoreId store, string phone) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{store}\n{phone}")));
}
