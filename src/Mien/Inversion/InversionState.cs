using System.Globalization;
using System.Text.Json;
using Mien.Checkpoints;
using Mien.Checkpoints.Safetensors;
using Mien.Networks;
using Mien.Tensors;
using Mien.Tensors.Optimizers;

namespace Mien.Inversion;

/// <summary>
/// A run that is under way: what is optimised, what the optimiser remembers, the curves. Saved between two steps and
/// restored, it goes on with the same bits as if it had never stopped.
/// </summary>
internal sealed class InversionState : IDisposable
{
    private readonly string _identity;

    public InversionState(string identity, IReadOnlyList<Tensor> parameters, Optimizer optimizer, int items)
    {
        _identity = identity;
        Parameters = parameters;
        Optimizer = optimizer;
        Curves = [.. Enumerable.Range(0, items).Select(_ => new List<float>())];
    }

    /// <summary>Style vectors, then noise maps if they are optimised.</summary>
    public IReadOnlyList<Tensor> Parameters { get; }

    public Optimizer Optimizer { get; }

    /// <summary>Steps taken.</summary>
    public int Step => Optimizer.StepsTaken;

    /// <summary>D of each item, before each step.</summary>
    public IReadOnlyList<List<float>> Curves { get; }

    /// <summary>Style vectors of the batch, by step.</summary>
    public SortedDictionary<int, float[]> Snapshots { get; } = [];

    /// <summary>Seconds of earlier parts of the run.</summary>
    public double SecondsBefore { get; private set; }

    public void Save(string path, double seconds)
    {
        List<CheckpointTensor> tensors = [.. Parameters.Select((t, i) => t.ToStored($"parameter/{i}")), .. Optimizer.State.Select((t, i) => t.ToStored($"optimizer/{i}"))];
        tensors.AddRange(Curves.Select((curve, i) => CheckpointTensor.From($"curve/{i}", [curve.Count], [.. curve])));
        tensors.AddRange(Snapshots.Select(s => CheckpointTensor.From($"snapshot/{s.Key}", [s.Value.Length], s.Value)));
        SafetensorsWriter.Write(path, tensors, new Dictionary<string, string>
        {
            ["identity"] = _identity,
            ["step"] = Step.ToString(CultureInfo.InvariantCulture),
            ["seconds"] = seconds.ToString("R", CultureInfo.InvariantCulture),
            ["snapshots"] = JsonSerializer.Serialize(Snapshots.Keys),
        });
    }

    /// <summary>Takes over a saved run if there is one, and if it is this very run.</summary>
    public void RestoreFrom(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using Checkpoint file = Checkpoint.Open(path);
        if (file.Metadata.GetValueOrDefault("identity") != _identity)
        {
            return; // a run with other settings, of another picture or model: start anew and replace it
        }

        for (int i = 0; i < Parameters.Count; i++)
        {
            file[$"parameter/{i}"].CopyTo(Parameters[i].WritableSpan);
        }

        for (int i = 0; i < Optimizer.State.Count; i++)
        {
            file[$"optimizer/{i}"].CopyTo(Optimizer.State[i].WritableSpan);
        }

        for (int i = 0; i < Curves.Count; i++)
        {
            Curves[i].AddRange(file[$"curve/{i}"].ToArray());
        }

        foreach (int step in JsonSerializer.Deserialize<int[]>(file.Metadata["snapshots"])!)
        {
            Snapshots[step] = file[$"snapshot/{step}"].ToArray();
        }

        Optimizer.StepsTaken = int.Parse(file.Metadata["step"], CultureInfo.InvariantCulture);
        SecondsBefore = double.Parse(file.Metadata["seconds"], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        foreach (Tensor parameter in Parameters)
        {
            parameter.Dispose();
        }
    }
}
