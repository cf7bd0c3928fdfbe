using System.Diagnostics;
using Mien.Faces.Images;
using Mien.Fusion;
using Mien.Inversion;
using Mien.Models;
using Mien.Networks;
using Mien.Reports;
using Mien.Studio.Jobs;
using Mien.Studio.Models;
using Mien.Transfer;

namespace Mien.Studio.Desks;

// What the queue's thread does.
public sealed partial class Desk
{
    private void Work(CancellationToken stop)
    {
        Job? own;
        DeskSettings settings;
        lock (_lock)
        {
            (own, settings) = (_job, Settings);
            if (own is null || stop.IsCancellationRequested)
            {
                return;
            }

            State = DeskState.Running;
        }

        Tell();
        try
        {
            using ModelLease lease = _bench.Models.Use(settings.Model);
            FaceModel model = lease.Model;
            Directions.Read(model, _bench.Models.Find(settings.Model).DirectionsPath);
            ExpressionTransfer transfer = new(model, _bench.Cache);
            InversionSettings inversion = TransferSettings.For(model).Inversion;
            InvertedFace a = Invert(Side.Appearance, transfer, inversion, model, stop),
                e = Invert(Side.Expression, transfer, inversion, model, stop);
            TransferResult result = transfer.Combine(a, e, ToTransfer(settings, null, model), new Stages(this), stop);
            TransferScores? scores = TransferScores.Of(model, result);
            lock (_lock)
            {
                if (_job != own)
                {
                    return; // photos were exchanged meanwhile
                }

                Show(result, scores, settings);
                (State, Progress, _job) = (DeskState.Done, null, null);
            }

            Tell();
            _bench.Keep(this);
            _bench.Queue.TryAdd(new(Texts.SheetJob, s => DrawSheet(result, s)));
            if (Settings != settings)
            {
                Change(Settings); // something else was chosen meanwhile
            }
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                if (_job == own)
                {
                    (State, Progress, _job) = (DeskState.Stopped, null, null);
                }
            }
        }
        catch (Exception e)
        {
            lock (_lock)
            {
                if (_job == own)
                {
                    (State, Progress, Trouble, _job) = (DeskState.Failed, null, Words(e), null);
                }
            }
        }

        _bench.Save(this);
        _bench.Sweep(this);
        Tell();
    }

    private InvertedFace Invert(
        Side side, ExpressionTransfer transfer, InversionSettings settings, FaceModel model, CancellationToken stop)
    {
        Place place = this[side];
        if (place.Inverted is { } known)
        {
            return known;
        }

        AlignedFace face = place.Cut ?? throw new OperationCanceledException();
        InvertedFace inverted = transfer.Invert(
            face, settings, new Watch(this, place, side, new(model, settings.Precision)), stop);
        if (place.Cut != face)
        {
            throw new OperationCanceledException(); // another was chosen meanwhile
        }

        (place.Inverted, place.Curve, place.Steps, place.Step, place.Left) =
            (inverted, inverted.Inversion.Curve, settings.Steps, inverted.Inversion.Curve.Length - 1, null);
        Publish($"{side}-live", inverted.Reconstruction, 95);
        Tell();
        return inverted;
    }

    private void DrawSheet(TransferResult result, CancellationToken stop)
    {
        using ModelLease lease = _bench.Models.Use(Settings.Model);
        using StyleGenerator? tuned = result.Appearance.Tuned?.Apply(lease.Model.Generator);
        StyleRenderer renderer = new(lease.Model, result.Settings.Inversion.Precision, tuned);
        float[] a = result.Appearance.Inversion.Styles, e = result.Expression.Inversion.Styles;
        int layers = result.Appearance.Inversion.Layers;
        LayerMask all = LayerMask.Range(1, layers, layers);
        Image[] frames = [.. Enumerable.Range(0, MorphFrames)
            .Select(i => renderer.Render(StyleFusion.Combine(a, e, all, (float)i / (MorphFrames - 1)), LiveSide))];
        Publish("morph", ContactSheet.Rows([frames]));
        Tell();
        LayerSheet sheet = LayerSheet.Render(renderer, a, result.Source(lease.Model), layers, CellSide, null, stop);
        lock (_lock)
        {
            if (Result is { } now && now.Appearance == result.Appearance && now.Expression == result.Expression)
            {
                Publish("sheet", sheet.ToImage());
                Sheet = new(layers, sheet.Margin, CellSide);
            }
        }

        Tell();
    }

    private void Report(TransferResult result, CancellationToken stop)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mien-report-");
        try
        {
            using ModelLease lease = _bench.Models.Use(Settings.Model);
            Publish(
                "report", File.ReadAllBytes(
                    TransferReport.Write(folder.FullName, result, lease.Model, new Stages(this), stop)),
                    "text/html; charset=utf-8");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Trouble = Words(e);
        }
        finally
        {
            folder.Delete(recursive: true);
            (IsReporting, Progress) = (false, null);
        }

        Tell();
    }

    // Shows the face at every step that a picture can be looked at for a moment.
    private sealed class Watch(Desk desk, Place place, Side side, StyleRenderer renderer) : IProgress<WorkProgress>
    {
        private readonly List<float> _curve = [];
        private readonly Stopwatch _since = Stopwatch.StartNew();
        private bool _hasPicture;

        public void Report(WorkProgress value)
        {
            if (_curve.Count == 0 && value.Done > 0)
            {
                _curve.AddRange(place.Curve.Take(value.Done)); // of the part before it was stopped
            }

            _curve.Add(value.Value ?? float.NaN);
            if (_hasPicture && value.Done < value.Of && _since.Elapsed < _betweenPictures)
            {
                return;
            }

            _hasPicture = true;
            (place.Step, place.Steps, place.Left, place.Curve) = (value.Done, value.Of, value.Left, [.. _curve]);
            if (value is InversionProgress step)
            {
                desk.Publish($"{side}-live", renderer.Render(step.Styles, LiveSide));
            }

            desk.Tell();
            _since.Restart();
        }
    }

    private sealed class Stages(Desk desk) : IProgress<WorkProgress>
    {
        private readonly Stopwatch _since = Stopwatch.StartNew();

        public void Report(WorkProgress value)
        {
            if (desk.Progress is null || _since.Elapsed > _betweenPictures)
            {
                desk.Progress = value;
                desk.Tell();
                _since.Restart();
            }
        }
    }
}
