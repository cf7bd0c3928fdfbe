using Mien.Directions;
using Mien.Networks.Keypoints;
using Mien.Training.Data;

namespace Mien.Training.Keypoints;

/// <summary>The directions in which the landmarks of drawn portraits differ.</summary>
internal static class PortraitAxes
{
    private const int Portraits = 1024;
    private const double Floor = 0.005; // half pictures: a third of a pixel of 128

    /// <summary>The axes of the portraits of a row.</summary>
    public static LandmarkAxes Of(PortraitCrops crops)
    {
        PrincipalDirections directions = PrincipalDirections.Of(
            crops.Points(0, Portraits).Select(Landmarks), _ => Floor * Floor);
        return new(directions.Weight, directions.Bias);
    }

    private static IEnumerable<double> Landmarks(float[] points)
        => new[] { 0, CropBatch.PointsOfFace }.SelectMany(axis => points.Skip(axis).Take(KeypointEncoder.Landmarks))
            .Select(v => (double)v);
}
