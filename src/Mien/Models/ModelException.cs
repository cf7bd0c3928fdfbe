namespace Mien.Models;

/// <summary>What a model cannot do, or a store of models not give.</summary>
public enum ModelFault
{
    /// <summary>There is no model of this name.</summary>
    Unknown,

    /// <summary>There is one of this name already.</summary>
    NameTaken,

    /// <summary>It has no perceptual network, so it can generate but not invert.</summary>
    NoPerceptualNetwork,

    /// <summary>The file for its perceptual network holds the linear layers of LPIPS alone.</summary>
    LpipsAlone,

    /// <summary>Its perceptual network has no LPIPS weights.</summary>
    NoLpips,

    /// <summary>It has no encoder to start inversions from.</summary>
    NoEncoder,

    /// <summary>Style vectors belong to another model.</summary>
    ForeignStyles,

    /// <summary>A published file can only be fetched by a person, from a page.</summary>
    NoAddress,
}

/// <summary>A caller's mistake with a model.</summary>
/// <param name="fault">Its kind.</param>
/// <param name="message">What is wrong, in one line.</param>
public sealed class ModelException(ModelFault fault, string message) : ArgumentException(message)
{
    /// <summary>Its kind.</summary>
    public ModelFault Fault => fault;
}
