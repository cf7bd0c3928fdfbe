using System.CommandLine;
using Mien.Cli.Parsing;
using Mien.Fusion;
using Mien.Models;
using Mien.Transfer;

namespace Mien.Cli.Commands;

/// <summary><c>mien fuse</c>: the picture of two inversions joined.</summary>
internal static class FuseCommand
{
    public static Command Create()
    {
        StylePair pair = new();
        OutputFileOption output = new("--out")
        {
            Description = "The picture: .png, .jpg or .webp",
            HelpName = "file",
            Required = true,
        };
        Option<string?> model = ModelOption.Create();
        SettingOptions options = new(["layers", "exchange", "strength", "precision"], "layers", "exchange", "strength");
        ExampleCommand command = new("fuse", "Join the style vectors of two faces, and generate the picture",
            "mien fuse --appearance anna.safetensors --expression ben.safetensors --out fused.png",
            "mien fuse --appearance anna.safetensors --expression ben.safetensors --out fused.png --layers 3,5-7 --strength 0.6")
        {
            output, model,
        };
        pair.AddTo(command);
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            string to = parsed.GetRequiredValue(output);
            StoredModel stored = ModelStore.Find(parsed.GetValue(model));
            TransferSettings settings = TransferSettings.For(stored, options.Read(parsed));
            using FaceModel opened = ModelLoader.Load(stored);
            (float[] a, float[] e) = pair.Read(parsed, opened);
            LayerMask mask = settings.Layers ?? LayerMask.Default(opened.Generator.Layers);
            e = StyleFusion.Source(opened, a, e, settings.Exchange);
            float[] styles = StyleFusion.Combine(a, e, mask, settings.Strength);
            new StyleRenderer(opened, settings.Inversion.Precision).Render(styles).Write(to);
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(
                    new { picture = to, model = opened.Name, layers = mask.Numbers, strength = settings.Strength });
            }
            else
            {
                Console.WriteLine($"{to}: layers {mask}");
            }

            return CommandLine.Good;
        });
        return command;
    }
}
