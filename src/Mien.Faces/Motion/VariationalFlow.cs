using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mien.Faces.Compositing;

namespace Mien.Faces.Motion;

/// <summary>
/// Dense motion from one picture to another, by coarse to fine minimisation of a robust difference of brightness,
/// slopes and redness and a robust slope of the motion itself (Brox, Bruhn, Papenberg and Weickert, "High Accuracy
/// Optical Flow Estimation Based on a Theory for Warping", 2004), each constraint normalised to a distance in pixels
/// (Zimmer, Bruhn and Weickert 2011), with given pairs of points that pull while the picture is small (Brox and Malik,
/// "Large Displacement Optical Flow", 2011).
/// </summary>
internal static class VariationalFlow
{
    private const float SquaredEdge = 1e-3f;  // ε² of √(s² + ε²) of the motion's slope
    private const float SquaredMiss = 1e-4f;  // and of the difference, in levels of 0 to 1 over the slope
    private const float SquaredFlat = 4e-4f;  // slopes below √this say nothing
    private const float OverRelaxation = 1.85f;

    private static readonly Vector<float>[] _parity = Parities();

    /// <summary>How a picture is minimised.</summary>
    /// <param name="Smoothness">Weight of the motion's slope.</param>
    /// <param name="Warps">Linearisations at each size.</param>
    /// <param name="Reweightings">Of the robust functions at each linearisation.</param>
    /// <param name="Sweeps">Of successive over-relaxation at each reweighting.</param>
    /// <param name="GuidedUpTo">Largest side, pixels, at which guides pull.</param>
    /// <param name="Pull">Weight of a guide at its place.</param>
    /// <param name="Finest">Largest side, pixels, at which the motion is refined.</param>
    public sealed record Settings(
        float Smoothness = 2, int Warps = 4, int Reweightings = 2, int Sweeps = 8, int GuidedUpTo = 128, float Pull = 1,
        int Finest = 256);

    /// <param name="from">The picture whose pixels are followed.</param>
    /// <param name="to">The picture in which they are found.</param>
    /// <param name="guides">Places in the one and in the other, from 0 to 1 over the picture.</param>
    /// <param name="settings">How.</param>
    public static Flow Between(
        FlowLevel[] from, FlowLevel[] to, IReadOnlyList<(Vector2 From, Vector2 To)> guides, Settings settings)
    {
        Flow flow = Flow.Still(from[^1].Width, from[^1].Height);
        for (int level = from.Length - 1; level >= 0; level--)
        {
            flow = flow.Rescaled(from[level].Width, from[level].Height);
            if (from[level].Width > settings.Finest)
            {
                continue;
            }

            Guide? guide = guides.Count > 0 && from[level].Width <= settings.GuidedUpTo
                ? Guide.Of(guides, from[level].Width, settings.Pull) : null;
            if (guide is not null && level == from.Length - 1)
            {
                guide.Begin(flow);
            }

            Level work = new(from[level].Width, from[level].Height, guide, settings);
            for (int warp = 0; warp < settings.Warps; warp++)
            {
                work.Refine(from[level], to[level], ref flow);
            }
        }

        return flow;
    }

    /// <summary>What one size of the picture needs.</summary>
    private sealed class Level(int width, int height, Guide? guide, Settings settings)
    {
        // slopes of what is seen, and the difference, of each constraint
        private readonly ColourField _across = new(width, height);
        private readonly ColourField _down = new(width, height);
        private readonly ColourField _miss = new(width, height);
        private readonly Plane _xx = new(width, height); // the normal equations of a pixel
        private readonly Plane _xy = new(width, height);
        private readonly Plane _yy = new(width, height);
        private readonly Plane _x = new(width, height);
        private readonly Plane _y = new(width, height);
        // how strongly a pixel holds the one at its right, and below
        private readonly Plane _right = new(width, height);
        private readonly Plane _below = new(width, height);
        private readonly Plane _edge = new(width, height);

        public void Refine(FlowLevel from, FlowLevel to, ref Flow flow)
        {
            Linearise(from, to, flow);
            Flow now = new(Copy(flow.Across), Copy(flow.Down));
            for (int i = 0; i < settings.Reweightings; i++)
            {
                Weigh(flow, now);
                Hold(now);
                for (int sweep = 0; sweep < settings.Sweeps; sweep++)
                {
                    Sweep(now, 0);
                    Sweep(now, 1);
                }
            }

            flow = now;
        }

        private void Linearise(FlowLevel from, FlowLevel to, Flow flow)
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    int at = (y * width) + x;
                    float u = x + flow.Across[x, y], v = y + flow.Down[x, y];
                    if (u < 0 || v < 0 || u > width - 1 || v > height - 1)
                    {
                        _across.Values[at] = _down.Values[at] = _miss.Values[at] = Vector128<float>.Zero;
                        continue;
                    }

                    int left = Math.Min((int)u, width - 2), top = Math.Min((int)v, height - 2),
                        corner = (top * width) + left;
                    float fx = u - left, fy = v - top;
                    _across.Values[at] = (from.Across.Values[at] + Between(to.Across.Values, corner, fx, fy)) * 0.5f;
                    _down.Values[at] = (from.Down.Values[at] + Between(to.Down.Values, corner, fx, fy)) * 0.5f;
                    _miss.Values[at] = Between(to.Features.Values, corner, fx, fy) - from.Features.Values[at];
                }
            }
        }

        private Vector128<float> Between(Vector128<float>[] values, int corner, float fx, float fy)
        {
            Vector128<float> upper = values[corner] + ((values[corner + 1] - values[corner]) * fx);
            Vector128<float> lower = values[corner + width]
                + ((values[corner + width + 1] - values[corner + width]) * fx);
            return upper + ((lower - upper) * fy);
        }

        // The equations of each pixel for the whole motion U, V: [xx xy; xy yy](U, V) = (x, y), reweighted where it is
        // now.
        private void Weigh(Flow flow, Flow now)
        {
            for (int y = 0; y < height; y++)
            {
                int first = _xx.First(y);
                for (int x = 0; x < width; x++)
                {
                    int at = (y * width) + x, i = first + x;
                    Vector128<float> across = _across.Values[at], down = _down.Values[at], miss = _miss.Values[at];
                    float u = flow.Across.Values[i], v = flow.Down.Values[i];
                    Vector128<float> left = miss + (across * (now.Across.Values[i] - u))
                        + (down * (now.Down.Values[i] - v));
                    Vector128<float> unit = Vector128<float>.One
                        / ((across * across) + (down * down) + Vector128.Create(SquaredFlat));
                    Vector128<float> weight = unit / Vector128.Sqrt(
                        (left * left * unit) + Vector128.Create(SquaredMiss));
                    Vector128<float> wa = weight * across, wd = weight * down;
                    float xx = Vector128.Sum(wa * across), xy = Vector128.Sum(wa * down), yy = Vector128.Sum(wd * down);
                    _xx.Values[i] = xx;
                    _xy.Values[i] = xy;
                    _yy.Values[i] = yy;
                    _x.Values[i] = (xx * u) + (xy * v) - Vector128.Sum(wa * miss);
                    _y.Values[i] = (xy * u) + (yy * v) - Vector128.Sum(wd * miss);
                }
            }

            guide?.Pull(_xx, _yy, _x, _y);
        }

        // Robust weights of the motion's slope, each between two pixels; zero across the border.
        private void Hold(Flow now)
        {
            float[] u = now.Across.Values, v = now.Down.Values, edge = _edge.Values;
            int stride = _edge.Stride;
            for (int y = 0; y < height; y++)
            {
                int first = _edge.First(y), up = y > 0 ? stride : 0, down = y + 1 < height ? stride : 0;
                for (int x = 0; x < width; x++)
                {
                    int i = first + x, left = x > 0 ? i - 1 : i, right = x + 1 < width ? i + 1 : i;
                    float ux = u[right] - u[left], uy = u[i + down] - u[i - up], vx = v[right] - v[left],
                        vy = v[i + down] - v[i - up];
                    edge[i] = settings.Smoothness / MathF.Sqrt(
                        (((ux * ux) + (uy * uy) + (vx * vx) + (vy * vy)) * 0.25f) + SquaredEdge);
                }
            }

            for (int y = 0; y < height; y++)
            {
                int first = _edge.First(y), down = y + 1 < height ? stride : 0;
                for (int i = first; i < first + width; i++)
                {
                    _right.Values[i] = i + 1 < first + width ? (edge[i] + edge[i + 1]) * 0.5f : 0;
                    _below.Values[i] = down > 0 ? (edge[i] + edge[i + down]) * 0.5f : 0;
                }
            }
        }

        // Every second pixel, as on a chessboard: none of them needs another one.
        private void Sweep(Flow now, int colour)
        {
            int stride = _xx.Stride, lanes = Vector<float>.Count;
            ref float u = ref MemoryMarshal.GetArrayDataReference(now.Across.Values),
                v = ref MemoryMarshal.GetArrayDataReference(now.Down.Values);
            ref float right = ref MemoryMarshal.GetArrayDataReference(_right.Values),
                below = ref MemoryMarshal.GetArrayDataReference(_below.Values);
            ref float xx = ref MemoryMarshal.GetArrayDataReference(_xx.Values),
                xy = ref MemoryMarshal.GetArrayDataReference(_xy.Values),
                    yy = ref MemoryMarshal.GetArrayDataReference(_yy.Values);
            ref float cx = ref MemoryMarshal.GetArrayDataReference(_x.Values),
                cy = ref MemoryMarshal.GetArrayDataReference(_y.Values);
            Vector<float> tiny = new(1e-12f), over = new(OverRelaxation);
            for (int y = 0; y < height; y++)
            {
                Vector<float> chosen = _parity[(y + colour) & 1];
                for (int i = _xx.First(y), end = i + width; i < end; i += lanes)
                {
                    Vector<float> e = Load(ref right, i), w = Load(ref right, i - 1), s = Load(ref below, i),
                        n = Load(ref below, i - stride);
                    Vector<float> hold = e + w + s + n + tiny;
                    Vector<float> nearU = (e * Load(ref u, i + 1)) + (w * Load(ref u, i - 1))
                        + (s * Load(ref u, i + stride)) + (n * Load(ref u, i - stride));
                    Vector<float> nearV = (e * Load(ref v, i + 1)) + (w * Load(ref v, i - 1))
                        + (s * Load(ref v, i + stride)) + (n * Load(ref v, i - stride));
                    Vector<float> a = Load(ref xx, i) + hold, b = Load(ref xy, i), d = Load(ref yy, i) + hold;
                    Vector<float> p = Load(ref cx, i) + nearU, q = Load(ref cy, i) + nearV,
                        part = Vector<float>.One / ((a * d) - (b * b));
                    Vector<float> u0 = Load(ref u, i), v0 = Load(ref v, i);
                    Vector<float> u1 = u0 + (over * ((((d * p) - (b * q)) * part) - u0)),
                        v1 = v0 + (over * ((((a * q) - (b * p)) * part) - v0));
                    Store(ref u, i, Vector.ConditionalSelect(Vector.AsVectorInt32(chosen), u1, u0));
                    Store(ref v, i, Vector.ConditionalSelect(Vector.AsVectorInt32(chosen), v1, v0));
                }
            }
        }

        private static Plane Copy(Plane plane)
        {
            Plane copy = new(plane.Width, plane.Height);
            plane.Values.CopyTo(copy.Values, 0);
            return copy;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Load(ref float first, int at)
        => Unsafe.ReadUnaligned<Vector<float>>(ref Unsafe.As<float, byte>(ref Unsafe.Add(ref first, at)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float first, int at, Vector<float> value)
        => Unsafe.WriteUnaligned(ref Unsafe.As<float, byte>(ref Unsafe.Add(ref first, at)), value);

    private static Vector<float>[] Parities()
    {
        Span<float> even = stackalloc float[Vector<float>.Count], odd = stackalloc float[Vector<float>.Count];
        for (int i = 0; i < even.Length; i++)
        {
            float all = BitConverter.Int32BitsToSingle(-1);
            (even[i], odd[i]) = i % 2 == 0 ? (all, 0) : (0f, all);
        }

        return [new(even), new(odd)];
    }
}
