using System.Security.Cryptography;
using System.Text;

namespace Mien.Studio.Safety;

/// <summary>
/// The secret that the printed address carries, and what a browser that showed it keeps in its place.
/// </summary>
internal sealed class AccessToken
{
    public const int Least = 16;

    private readonly byte[] _token;
    private readonly byte[] _pass;

    /// <param name="token">One's own, or null to draw 192 bits.</param>
    public AccessToken(string? token)
    {
        Text = token ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        Pass = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        (_token, _pass) = (Hash(Text), Hash(Pass));
    }

    public string Text { get; }

    /// <summary>The value of the cookie: of this start of the program alone.</summary>
    public string Pass { get; }

    public bool IsToken(string? given) => IsEqual(_token, given);

    public bool IsPass(string? given) => IsEqual(_pass, given);

    // Hashes have one length, so that the time tells nothing.
    private static bool IsEqual(byte[] known, string? given)
        => given is not null && CryptographicOperations.FixedTimeEquals(known, Hash(given));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
