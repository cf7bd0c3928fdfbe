using System.CommandLine;
using Mien.Cli.Parsing;
using Mien.Models;
using Mien.Networks.Vgg;

namespace Mien.Cli.Commands;

/// <summary><c>mien models import</c>: weights that other programmes wrote, as a model.</summary>
internal static class ModelsImportCommand
{
    public static Command Create()
    {
        InputFileArgument file = new("file")
        {
            Description = "Generator: safetensors, PyTorch (.pt, .pth), TorchScript or NVIDIA's .pkl; StyleGAN, StyleGAN2 or StyleGAN3",
        };
        Option<string?> name = new("--name")
        {
            Description = "What to call the model; by default, the file's name",
            HelpName = "name",
        };
        Option<string[]> perceptual = new("--perceptual")
        {
            Description = "VGG16 (torchvision, Keras or LPIPS), to invert photos with; twice, for LPIPS apart",
            HelpName = "file",
            DefaultValueFactory = _ => [],
        };
        Option<VggInput?> input = new("--perceptual-input")
        {
            Description = "How VGG16 wants its images, where its names do not tell: torchvision or caffe",
            HelpName = "convention",
        };
        ExampleCommand command = new(
            "import", "Convert weights to safetensors and keep them as a model; nothing in the file is ever run",
            "mien models import stylegan2-ffhq.pkl --name ffhq --perceptual vgg16.pth",
            "mien models import 550000.pt --perceptual vgg16.pth --perceptual vgg.pth --json")
        {
            file, name, perceptual, input,
        };
        command.SetAction((parsed, stop) =>
        {
            ModelImport import = new()
            {
                GeneratorFile = parsed.GetRequiredValue(file),
                Name = parsed.GetValue(name),
                PerceptualFiles = parsed.GetRequiredValue(perceptual),
                Input = parsed.GetValue(input),
                Replace = parsed.GetValue(CommandLine.Force),
            };
            StoredModel model = import.Into(ModelStore.OfUser(), stop);
            ModelText.Print(model, parsed.GetValue(CommandLine.Json));
            return Task.FromResult(CommandLine.Good);
        });
        return command;
    }
}
