using System.CommandLine;
using Mien.Cli.Parsing;
using Mien.Fusion;
using Mien.Models;
using Mien.Reports;
using Mien.Transfer;

namespace Mien.Cli.Commands;

/// <summary><c>mien sweep</c>: a sheet with every contiguous range of layers.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        StylePair pair = new();
        OutputFileOption output = new("--out", "sheet.png")
        {
            Description = "The sheet: .png, .jpg or .webp; row = first layer from the expression, column = last",
            HelpName = "file",
            Required = true,
        };
        Option<int> size = new Option<int>("--size")
        {
            Description = "Edge of one picture in pixels",
            DefaultValueFactory = _ => 96,
            HelpName = "n",
        }.Within(16, 1024);
        Option<string?> model = ModelOption.Create();
        SettingOptions options = new(["exchange", "precision"], "exchange");
        ExampleCommand command = new("sweep", "Show which layers carry what: a sheet with every range of layers exchanged",
            "mien sweep --appearance anna.safetensors --expression ben.safetensors --out sheet.png --size 128")
        {
            output, size, model,
        };
        pair.AddTo(command);
        options.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            string to = parsed.GetRequiredValue(output);
            StoredModel stored = ModelStore.Find(parsed.GetValue(model));
            TransferSettings settings = TransferSettings.For(stored, options.Read(parsed));
            using FaceModel opened = ModelLoader.Load(stored);
            (float[] a, float[] e) = pair.Read(parsed, opened);
            e = StyleFusion.Source(opened, a, e, settings.Exchange);
            int layers = opened.Generator.Layers;
            LayerSheet sheet = ProgressDisplay.Run(display => LayerSheet.Render(
                new(opened, settings.Inversion.Precision), a, e, layers, parsed.GetValue(size), display, cancellation));
            sheet.ToImage().Write(to);
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new { sheet = to, model = opened.Name, layers, size = parsed.GetValue(size) });
            }
            else
            {
                Console.WriteLine($"{to}: {layers * (layers + 1) / 2} ranges");
            }

            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }
}
