using System.Diagnostics;
using Mien.Fusion;
using Mien.Models;
using Mien.Networks;
using Mien.Studio.Models;
using Mien.Transfer;

namespace Mien.Studio.Desks;

// What is drawn anew when something else is chosen.
public sealed partial class Desk
{
    private void Draw(Func<bool> isOld)
    {
        DeskSettings settings;
        TransferResult? from;
        lock (_lock)
        {
            (settings, from) = (Settings, Result);
            if (from is null || NeedsJob(settings))
            {
                return;
            }
        }

        try
        {
            Draw(settings, from, isOld);
        }
        catch (Exception e)
        {
            Trouble = Words(e);
        }

        Tell();
    }

    private void Draw(DeskSettings settings, TransferResult from, Func<bool> isOld)
    {
        if (settings with { Strength = _made.Strength } == _made && from.Motion is { } motion)
        {
            if (_quickOf != motion)
            {
                (_quick, _quickOf) = (motion.Reduced(QuickSide), motion);
            }

            Publish("result", _quick!.At(settings.Strength).Picture, 85);
            Looked();
            if (!isOld())
            {
                Put(from.At(settings.Strength));
            }

            return;
        }

        using ModelLease lease = _bench.Models.Use(settings.Model);
        TransferSettings wanted = ToTransfer(settings, from, lease.Model);
        if (wanted.Layers is { } mask)
        {
            float strength = wanted.Paste == PasteMode.Motion ? 1 : wanted.Strength;
            using StyleGenerator? tuned = from.Appearance.Tuned?.Apply(lease.Model.Generator);
            Publish("fused", new StyleRenderer(lease.Model, wanted.Inversion.Precision, tuned).Render(
                StyleFusion.Combine(
                    from.Appearance.Inversion.Styles, (@from with { Settings = wanted }).Source(lease.Model), mask,
                    strength),
                LiveSide), 95);
            Looked();
            if (isOld())
            {
                return;
            }
        }

        Put(new ExpressionTransfer(lease.Model, _bench.Cache).Combine(from.Appearance, from.Expression, wanted));

        void Put(TransferResult result)
        {
            TransferScores? scores;
            using (ModelLease again = _bench.Models.Use(settings.Model))
            {
                scores = TransferScores.Of(again.Model, result);
            }

            lock (_lock)
            {
                if (Result == from)
                {
                    Show(result, scores, settings);
                }
            }
        }

        void Looked()
        {
            Latency = Stopwatch.GetElapsedTime(_changedAt).TotalMilliseconds;
            Changed?.Invoke();
        }
    }

    private void Show(TransferResult result, TransferScores? scores, DeskSettings settings)
    {
        if (result.Appearance.Tuned != Result?.Appearance.Tuned)
        {
            Publish($"{Side.Appearance}-live", result.Appearance.Reconstruction, 95);
        }

        (Result, Scores, _made) = (result, scores, settings);
        Publish("result", Shown(result.Picture));
        Publish("fused", result.Fused, 95);
        Forget("report");
        Directions.Follow();
    }

    private static LayerMask? LayersOf(DeskSettings settings, int count)
        => settings.Layers is { } list ? LayerMask.Parse(list, count) : null;

    // A search that is done is not done again: its layers are known.
    private static TransferSettings ToTransfer(DeskSettings settings, TransferResult? known, FaceModel model)
    {
        TransferSettings advised = TransferSettings.For(model);
        bool isKnown = known?.Layers is not null
            && settings.Method is FusionMethod.SearchRange or FusionMethod.SearchLinear && known is not null;
        return advised with
        {
            Method = isKnown ? FusionMethod.Layers : settings.Method,
            Layers = isKnown ? known!.Layers : settings.Method == FusionMethod.Layers
                ? LayersOf(settings, model.Generator.Layers) ?? advised.Layers : null,
            Exchange = settings.Method == FusionMethod.Layers ? advised.Exchange : StyleExchange.Whole,
            Strength = settings.Strength,
            Paste = settings.Paste,
            Tuning = advised.Tuning with { Steps = settings.Tuned },
        };
    }
}
