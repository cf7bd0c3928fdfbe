using System.CommandLine;

namespace Mien.Cli.Commands;

/// <summary><c>mien models</c>: the models of the user.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new ExampleCommand(
        "models", "Get, import, list, describe and remove models (kept in $MIEN_HOME, else in ~/.local/share/mien)",
        "mien models get ffhq-1024", "mien models import stylegan2-ffhq.pkl --name ffhq --perceptual vgg16.pth",
        "mien models list", "mien models info ffhq", "mien models remove ffhq")
    {
        ModelsGetCommand.Create(),
        ModelsImportCommand.Create(),
        ModelsListCommand.Create(),
        ModelsInfoCommand.Create(),
        ModelsRemoveCommand.Create(),
    };
}
