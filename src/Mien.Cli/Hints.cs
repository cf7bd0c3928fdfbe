using Mien.Faces.Detection;
using Mien.Inversion;
using Mien.Models;
using Mien.Models.Downloads;

namespace Mien.Cli;

/// <summary>What to type, after the library has said what is wrong.</summary>
internal static class Hints
{
    /// <summary>A remark to follow the message of an exception, or nothing.</summary>
    public static string For(Exception exception) => exception switch
    {
        NoFaceException { Found: > 0 } => " ('mien faces' lists them)",
        InversionException => " (--set rate=x, --set precision=float32)",
        ModelException { Fault: ModelFault.Unknown } => " ('mien models import FILE' adds others)",
        ModelException { Fault: ModelFault.NameTaken } => " (--name, --force, 'mien models remove')",
        ModelException { Fault: ModelFault.NoPerceptualNetwork } => " ('mien models import FILE --perceptual FILE')",
        ModelException { Fault: ModelFault.LpipsAlone } => " (--perceptual may be repeated)",
        ModelException { Fault: ModelFault.NoLpips } => " (leave --set lpips=x out)",
        ModelException { Fault: ModelFault.NoEncoder } => " (--set start=mean)",
        ModelException { Fault: ModelFault.ForeignStyles } => " (--model)",
        ModelException { Fault: ModelFault.NoAddress } => " (--mirror folder)",
        DownloadException { IsResumable: true } => " (the same command goes on from there)",
        _ => "",
    };
}
