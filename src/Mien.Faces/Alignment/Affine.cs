using System.Text.Json.Serialization;

namespace Mien.Faces.Alignment;

/// <summary>x' = Xx·x + Xy·y + X0, y' = Yx·x + Yy·y + Y0.</summary>
public readonly record struct Affine(double Xx, double Xy, double X0, double Yx, double Yy, double Y0)
{
    /// <summary>The square root of the factor by which areas grow: pixels there per pixel here.</summary>
    [JsonIgnore]
    public double Scale => Math.Sqrt(Math.Abs((Xx * Yy) - (Xy * Yx)));

    /// <summary>Where a point goes.</summary>
    public Point Apply(Point p) => new((Xx * p.X) + (Xy * p.Y) + X0, (Yx * p.X) + (Yy * p.Y) + Y0);

    /// <summary>The way back.</summary>
    /// <exception cref="ArgumentException">The transform folds the plane onto a line.</exception>
    public Affine Inverse()
    {
        double d = (Xx * Yy) - (Xy * Yx);
        if (d == 0 || !double.IsFinite(d))
        {
            throw new ArgumentException($"Affine: {this} has no inverse");
        }

        return new(Yy / d, -Xy / d, ((Xy * Y0) - (Yy * X0)) / d, -Yx / d, Xx / d, ((Yx * X0) - (Xx * Y0)) / d);
    }
}
