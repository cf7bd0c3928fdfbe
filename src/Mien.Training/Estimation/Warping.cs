using System.Numerics;
using Mien.Training.Data;

namespace Mien.Training.Estimation;

/// <summary>
/// Moves, scales and turns pictures that were drawn once a little, each time another way: what is seen again is not the
/// same.
/// </summary>
internal static class Warping
{
    private const float Shift = 0.03f; // of half the picture
    private const float Scale = 0.04f;
    private const float Turn = 3 * MathF.PI / 180;

    /// <summary>
    /// Warps the pictures of a batch, in place, and their points with them. Outside of a picture its edge goes on.
    /// </summary>
    /// <param name="batch">Pictures and points.</param>
    /// <param name="size">Width and height of the pictures.</param>
    /// <param name="seed">Decides how.</param>
    public static void Apply(CropBatch batch, int size, int seed)
    {
        Random random = new(seed);
        int picture = size * size * 3, points = CropBatch.PointsOfFace;
        float[] was = new float[picture];
        for (int i = 0; i < batch.Portraits.Count; i++)
        {
            Matrix3x2 there = Matrix3x2.CreateScale(1 + (Scale * Signed())) * Matrix3x2.CreateRotation(Turn * Signed())
                * Matrix3x2.CreateTranslation(Shift * Signed(), Shift * Signed());
            _ = Matrix3x2.Invert(there, out Matrix3x2 back);
            Span<float> to = batch.Pixels.AsSpan(i * picture, picture);
            to.CopyTo(was);
            Sample(was, to, size, back);
            Span<float> across = batch.Points.AsSpan(i * 2 * points, points),
                down = batch.Points.AsSpan(((i * 2) + 1) * points, points);
            for (int p = 0; p < points; p++)
            {
                Vector2 place = Vector2.Transform(new(across[p], down[p]), there);
                (across[p], down[p]) = (place.X, place.Y);
            }
        }

        float Signed() => (2 * random.NextSingle()) - 1;
    }

    // Bilinear; the middle of the picture is (0, 0), its edges are at -1 and 1.
    private static void Sample(float[] from, Span<float> to, int size, Matrix3x2 back)
    {
        float half = size / 2f;
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                Vector2 place = (Vector2.Transform(
                    new(((x + 0.5f) / half) - 1, ((y + 0.5f) / half) - 1),
                    back) + Vector2.One) * half - new Vector2(0.5f);
                place = Vector2.Clamp(place, Vector2.Zero, new(size - 1.001f));
                int left = (int)place.X, top = (int)place.Y, at = ((top * size) + left) * 3, below = at + (size * 3);
                float a = place.X - left, d = place.Y - top;
                for (int c = 0; c < 3; c++)
                {
                    float upper = from[at + c] + (a * (from[at + 3 + c] - from[at + c])),
                        lower = from[below + c] + (a * (from[below + 3 + c] - from[below + c]));
                    to[(((y * size) + x) * 3) + c] = upper + (d * (lower - upper));
                }
            }
        }
    }
}
