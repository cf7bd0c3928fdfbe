using System.CommandLine;
using Mien.Cli.Parsing;
using Mien.Fusion;
using Mien.Models;
using Mien.Tensors;
using Mien.Transfer;

namespace Mien.Cli.Commands;

/// <summary><c>mien fuse</c>: the picture of two inversions joined.</summary>
internal static class FuseCommand
{
    public static Command Create()
    {
        StylePair pair = new();
        OutputFileOption output = new("--out") { Description = "The picture: .png, .jpg or .webp", HelpName = "file", Required = true };
        Option<string?> layers = new("--layers") { Description = "Layers from the expression, counted from 1, such as 4-5 or 3,5-7 [default: what the model's card advises, else 4-5]", HelpName = "list" };
        Option<float> strength = new Option<float>("--strength") { Description = "Strength of the expression", DefaultValueFactory = _ => 1, HelpName = "x" }.Within(0, 1.5);
        Option<string?> model = ModelOption.Create();
        Option<Precision> precision = PrecisionOption.Create(Precision.Auto);
        ExampleCommand command = new("fuse", "Join the style vectors of two faces, and generate the picture",
            "mien fuse --appearance anna.safetensors --expression ben.safetensors --out fused.png",
            "mien fuse --appearance anna.safetensors --expression ben.safetensors --out fused.png --layers 3,5-7 --strength 0.6")
        {
            output, layers, strength, model, precision,
        };
        pair.AddTo(command);
        command.SetAction(parsed =>
        {
            string to = parsed.GetRequiredValue(output);
            using FaceModel opened = ModelOption.Open(parsed.GetValue(model));
            (float[] a, float[] e) = pair.Read(parsed, opened);
            LayerMask mask = parsed.GetValue(layers) is { } list ? LayerMask.Parse(list, opened.Generator.Layers) : opened.ExpressionLayers;
            float[] styles = StyleFusion.Combine(a, e, mask, parsed.GetValue(strength));
            new StyleRenderer(opened, parsed.GetValue(precision)).Render(styles).Write(to);
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new { picture = to, model = opened.Name, layers = mask.Numbers, strength = parsed.GetValue(strength) });
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
