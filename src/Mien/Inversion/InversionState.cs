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
        List<CheckpointTensor> tensors = [.. Parameters.Select(
            (t, i) => t.ToStored($"parameter/{i}")), .. Optimizer.State.Select((t, i) => t.ToStored($"optimizer/{i}"))];
        tensors.AddRange(Curves.Select((curve, i) => CheckpointTensor.From($"curve/{i}", [curve.Count], [.. curve])));
        tensors.AddRange(Snapshots.Select(s => CheckpointTensor.From($"snapshot/{s.Key}", [s.Value.Length], s.Value)));
        Dictionary<string, string> metadata = new()
        {
            ["identity"] = _identity,
            ["step"] = Step.ToString(CultureInfo.InvariantCulture),
            ["seconds"] = seconds.ToString("R", CultureInfo.InvariantCulture),
            ["snapshots"] = JsonSerializer.Serialize(Snapshots.Keys),
        };
        metadata[Checksum.Key] = Checksum.Of(tensors, metadata);
        SafetensorsWriter.Write(path, tensors, metadata);
    }

    /// <summary>Takes over a saved run, all of it or nothing.</summary>
    /// <exception cref="CheckpointException">The file is damaged, or another run's.</exception>
    public void RestoreFrom(string path)
    {
        using Checkpoint file = Checkpoint.Open(path);
        string Text(string key)
            => file.Metadata.TryGetValue(key, out string? value)
                ? value : throw new CheckpointException(path, "", "it is no run that this version saved");
        float[] Values(string name, int count) => file[name] is { } tensor && tensor.Count == count
            ? tensor.ToArray()
            : throw new CheckpointException(path, $"tensor '{name}'", $"holds {file[name].Count} numbers, not {count}");
        _ = Text(Checksum.Key);
        Checksum.Verify(file);
        if (Text("identity") != _identity)
        {
            throw new CheckpointException(path, "", "it belongs to another run");
        }

        // Nothing of the run changes before all of the file has been read.
        int step = int.Parse(Text("step"), CultureInfo.InvariantCulture);
        float[][] parameters = [.. Parameters.Select((t, i) => Values($"parameter/{i}", (int)t.Count))];
        float[][] remembered = [.. Optimizer.State.Select((t, i) => Values($"optimizer/{i}", (int)t.Count))];
        float[][] curves = [.. Curves.Select((_, i) => Values($"curve/{i}", step))];
        (int Step, float[] Styles)[] snapshots = [.. JsonSerializer.Deserialize<int[]>(Text("snapshots"))!.Select(
            s => (s, file[$"snapshot/{s}"].ToArray()))];
        double seconds = double.Parse(Text("seconds"), CultureInfo.InvariantCulture);

        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i].CopyTo(Parameters[i].WritableSpan);
        }

        for (int i = 0; i < remembered.Length; i++)
        {
            remembered[i].CopyTo(Optimizer.State[i].WritableSpan);
        }

        for (int i = 0; i < curves.Length; i++)
        {
            Curves[i].AddRange(curves[i]);
        }

        foreach ((int at, float[] styles) in snapshots)
        {
            Snapshots[at] = styles;
        }

        Optimizer.StepsTaken = step;
        SecondsBefore = seconds;
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
