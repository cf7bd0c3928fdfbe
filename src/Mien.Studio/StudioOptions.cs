using System.Net;

namespace Mien.Studio;

/// <summary>Where the studio listens, and how much it takes on.</summary>
public sealed record StudioOptions
{
    /// <summary>The address or name to listen on; only this machine sees the default.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port, 0 to 65535; 0 for any that is free.</summary>
    public int Port { get; init; } = 7860;

    /// <summary>
    /// What the address must carry once, 16 characters or more; null for one that is drawn at every start.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>Where photos and transfers are kept; null to keep them no longer than the program runs.</summary>
    public string? Home { get; init; } = UserFolders.Studio;

    /// <summary>Where inversions are kept; null to keep none.</summary>
    public string? Cache { get; init; } = UserFolders.Cache;

    /// <summary>Where models are; null where there is no home folder.</summary>
    public string? Models { get; init; } = UserFolders.Models;

    /// <summary>The model of a new transfer; null for the built-in one.</summary>
    public string? Model { get; init; }

    /// <summary>Bytes that a photo may have.</summary>
    public long MaximumUpload { get; init; } = 64L << 20;

    /// <summary>Pixels that a photo may have.</summary>
    public long MaximumPixels { get; init; } = 50_000_000;

    /// <summary>Bytes that a film may have.</summary>
    public long MaximumFilm { get; init; } = 2L << 30;

    /// <summary>Jobs that may wait.</summary>
    public int MaximumJobs { get; init; } = 32;

    /// <summary>Is told, in one line, what went wrong without ending anything.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>Whether the model of new transfers is loaded at once, so that the first picture comes sooner.</summary>
    public bool LoadsAtOnce { get; init; } = true;

    internal bool IsLocal
        => Host == "localhost" || (IPAddress.TryParse(Host, out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>Says what is wrong with the options.</summary>
    /// <exception cref="ArgumentException">The port or the token cannot be one, or others may come in without a token
    /// of one's own.</exception>
    public void Check()
    {
        if (Port is < 0 or > 65535)
        {
            throw new ArgumentException($"a port is a number from 0 to 65535, not {Port}");
        }

        if (Token is { Length: < Safety.AccessToken.Least })
        {
            throw new ArgumentException(
                $"the token has {Token.Length} characters: take {Safety.AccessToken.Least} or more, so that nobody guesses it");
        }

        if (!IsLocal && Token is null)
        {
            throw new ArgumentException(
                $"on {Host} others in the network can reach the studio: choose a token of your own, {Safety.AccessToken.Least} characters or more");
        }
    }
}
