using System.Numerics;

namespace Mien.Portraits.Geometry;

/// <summary>
/// One way in which the head moves: a displacement of every point, times an amount that the portrait gives.
/// </summary>
/// <param name="Amount">How much of it, from the parameters.</param>
/// <param name="Delta">Displacement of a point at amount 1, cm.</param>
internal sealed record Displacement(Func<Portrait, float> Amount, Func<RestPoint, Vector3> Delta);
