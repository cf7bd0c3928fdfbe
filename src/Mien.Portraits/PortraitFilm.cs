namespace Mien.Portraits;

/// <summary>
/// A drawn film: one person whose face, head and light move along smooth curves. Everything about each frame is known.
/// The same seed gives the same film.
/// </summary>
/// <remarks>
/// The first half second is at rest: a neutral face that looks at the camera. Then expressions come and go, two at a
/// time at most, the eyes blink every few seconds, gaze and head wander, and the light turns slowly.
/// </remarks>
public sealed class PortraitFilm
{
    private const double Rest = 0.5, Blink = 0.3; // seconds

    private static readonly Expression[] _poses =
    [
        new() { Smile = 0.9f, CheekRaise = 0.6f, LipsPart = 0.4f },
        new() { BrowRaiseInner = 0.8f, BrowRaiseOuter = 0.8f, LidRaise = 0.5f, JawDrop = 0.6f, LipsPart = 0.5f },
        new() { BrowLower = 0.9f, LipCornerDepress = 0.7f },
        new() { Pucker = 0.8f },
        new() { JawDrop = 0.5f, LipsPart = 0.6f },
        new() { Smile = 0.5f },
    ];

    private readonly Portrait _person;
    private readonly double _rate;
    private readonly List<(double Start, double Length, float[] Pose)> _episodes = [];
    private readonly List<double> _blinks = [];
    private readonly double[] _phases;

    /// <summary>A film of a person.</summary>
    /// <param name="seed">The person is <see cref="PortraitSampler.Sample"/> of it, and all else follows from it,
    /// too.</param>
    /// <param name="frames">How many frames, 1 or more.</param>
    /// <param name="rate">Frames a second, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public PortraitFilm(ulong seed, int frames, double rate = 25)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        (_person, _rate, Frames) = (PortraitSampler.Sample(seed), rate, frames);
        RandomNumbers random = new(seed, 7);
        double length = frames / rate;
        for (double start = Rest; start < length; start += 0.6 + random.Uniform())
        {
            _episodes.Add(
                (start, 1 + (1.5 * random.Uniform()), _poses[(int)(random.Uniform() * _poses.Length) % _poses.Length]
                    .ToVector()));
        }

        for (double at = 1 + random.Uniform(); at < length; at += 2 + (2 * random.Uniform()))
        {
            _blinks.Add(at);
        }

        _phases = [.. Enumerable.Range(0, 8).Select(_ => 2 * Math.PI * random.Uniform())];
    }

    /// <summary>How many frames.</summary>
    public int Frames { get; }

    /// <summary>What a frame shows.</summary>
    /// <param name="frame">From 0.</param>
    public Portrait At(int frame)
    {
        double time = frame / _rate, moving = Smooth((time - Rest) / 1.0);
        float[] face = new Expression().ToVector();
        foreach ((double start, double length, float[] pose) in _episodes)
        {
            float strength = (float)Bump((time - start) / length);
            for (int i = 0; i < face.Length; i++)
            {
                face[i] += strength * pose[i];
            }
        }

        float blink = (float)_blinks.Max(at => (double?)Bump((time - at) / Blink)).GetValueOrDefault();
        Expression expression = Expression.FromVector(face) with // clamped, where two episodes meet
        {
            BlinkLeft = blink,
            BlinkRight = blink,
            GazeX = (float)(0.4 * moving * Wave(0.23, time, 0)),
            GazeY = (float)(0.2 * moving * Wave(0.31, time, 1)),
        };
        return _person with
        {
            Expression = expression,
            Pose = new()
            {
                Yaw = (float)(5 * moving * Wave(0.17, time, 2)),
                Pitch = (float)(3 * moving * Wave(0.21, time, 3)),
                Roll = (float)(2 * moving * Wave(0.13, time, 4)),
            },
            Scene = _person.Scene with
            {
                LightAzimuth = Math.Clamp(
                _person.Scene.LightAzimuth + (float)(8 * moving * Wave(0.05, time, 5)), -70, 70)
            },
        };
    }

    private double Wave(double perSecond, double time, int phase)
        => Math.Sin((2 * Math.PI * perSecond * time) + _phases[phase]);

    // 0 to 1 without a corner.
    private static double Smooth(double x) => x <= 0 ? 0 : x >= 1 ? 1 : x * x * (3 - (2 * x));

    // Up in the first third, down in the last.
    private static double Bump(double x) => Smooth(3 * x) * Smooth(3 * (1 - x));
}
