using System.CommandLine;
using System.Diagnostics;
using Mien.Cli.Parsing;
using Mien.Models;
using Mien.Studio;

namespace Mien.Cli.Commands;

/// <summary><c>mien studio</c>: the page in the browser.</summary>
internal static class StudioCommand
{
    public static Command Create()
    {
        StudioOptions usual = new();
        Option<int> port = new Option<int>("--port")
        {
            Description = "The port to listen on; 0 for any that is free",
            DefaultValueFactory = _ => usual.Port,
            HelpName = "n",
        }.Within(0, 65535);
        Option<string> host = new("--host")
        {
            Description = "The address to listen on; another than this machine's own lets others in, and needs --token",
            DefaultValueFactory = _ => usual.Host,
            HelpName = "address",
        };
        Option<string?> token = new("--token")
        {
            Description = "What the address must carry, 16 characters or more [default: drawn at every start]",
            HelpName = "text",
        };
        Option<string?> home = new("--home")
        {
            Description = "Where photos and transfers are kept [default: _studio beside the models]",
            HelpName = "folder",
        };
        Option<bool> silent = new("--no-browser") { Description = "Print the address, but open no browser" };
        Option<string?> model = ModelOption.Create();
        ExampleCommand command = new("studio", "Open a page in the browser where transfers are seen as they happen; nothing leaves the machine",
            "mien studio", "mien studio --port 8080 --no-browser",
            "mien studio --host 0.0.0.0 --token a-long-secret-of-mine")
        {
            port, host, token, home, silent, model,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            StudioOptions options = usual with
            {
                Port = parsed.GetValue(port),
                Host = parsed.GetRequiredValue(host),
                Token = parsed.GetValue(token),
                Home = parsed.GetValue(home) is { } folder ? OutputFile.Folder(folder) : usual.Home,
                Model = ModelStore.Find(parsed.GetValue(model)).Name,
                Notice = Report.Notice,
            };
            await using StudioServer server = await StudioServer.Start(options, cancellation);
            if (parsed.GetValue(CommandLine.Json))
            {
                Report.Json(new { address = server.Entrance, home = options.Home });
            }
            else
            {
                Console.WriteLine(server.Entrance);
            }

            if (options.Host is not ("127.0.0.1" or "localhost" or "::1"))
            {
                Report.Notice(
                    $"others who know the token can reach the studio on {options.Host}, and what goes there and back is not encrypted: only use it in a network that you trust");
            }

            Console.Error.WriteLine("Ctrl-C ends it; transfers that run are kept and go on at the next start.");
            if (!parsed.GetValue(silent))
            {
                OpenBrowser(server.Entrance);
            }

            try
            {
                await Task.Delay(Timeout.Infinite, cancellation);
            }
            catch (OperationCanceledException)
            {
                // That is how it ends.
            }

            return CommandLine.Good;
        });
        return command;
    }

    // Where there is no desktop the printed address is enough.
    private static void OpenBrowser(Uri address)
    {
        if (Environment.GetEnvironmentVariable("DISPLAY") is null
            && Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is null)
        {
            return;
        }

        try
        {
            using Process? _ = Process.Start(
                new ProcessStartInfo(
                    "xdg-open", address.ToString())
                {
                    UseShellExecute = false,
                    RedirectStandardError = true,
                    RedirectStandardOutput = true
                });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no such program.
        }
    }
}
