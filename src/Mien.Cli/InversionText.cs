using System.Globalization;
using Mien.Inversion;

namespace Mien.Cli;

/// <summary>An inversion in words.</summary>
internal static class InversionText
{
    /// <summary>
    /// One line on standard error if D ended above its start, so that the style vectors are worse than none.
    /// </summary>
    public static void WarnIfItRose(string picture, InversionResult result)
    {
        if (result.Distance > result.Curve[0])
        {
            Report.Notice(string.Create(CultureInfo.InvariantCulture,
                $"{picture}: D rose from {result.Curve[0]:G4} to {result.Distance:G4}, so the face is not found again; a lower learning rate (--set rate=x) or more --steps may help"));
        }
    }
}
