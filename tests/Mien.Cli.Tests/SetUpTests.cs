using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Mien.Cli.Tests;

/// <summary>
/// The launcher's set-up on a small checkout, with stand-ins for the compilers that take a second and write half of
/// each artefact first. The kind: starts at the same time, starts that are killed, and artefacts that are not what was
/// built.
/// </summary>
public sealed class SetUpTests : IDisposable
{
    private const string StandIn = """
        #!/bin/bash
        # Stands in for dotnet and cmake: says what it was asked, and makes the artefact in two halves.
        made=
        case "$(basename "$0") $1" in
            'dotnet build') made=$ROOT/artifacts/bin/Mien.Cli/release/Mien.Cli.dll;;
            'cmake --build')
                mkdir -p "$2"
                printf '#!/bin/bash\nprintf flat >"$2"\n' >"$2/flatten-landmarks"
                chmod +x "$2/flatten-landmarks";;
            'cmake --install') made=$ROOT/artifacts/native/libmien_faces.so;;
            dotnet*) echo "ran $(cat "$1")"; exit;;
        esac
        echo "$(basename "$0") $*" >>"$ROOT/log"
        [[ $made ]] || exit 0
        mkdir -p "$(dirname "$made")"
        [[ -s $made && $(<"$made") != whole && "$*" != *--no-incremental* && $made != *.so ]] && exit # up to date, it believes
        printf 'who' >"$made"; sleep 1; printf 'whole' >"$made"
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-set-up ");

    public SetUpTests()
    {
        string here = Checkout();
        foreach (string folder in (string[])["checkout/native/src", "checkout/src", "checkout/models", "bin"])
        {
            Directory.CreateDirectory(At(folder));
        }

        Copy(Path.Combine(here, "mien"), "checkout/mien");
        Copy(Path.Combine(here, "native/set-up.sh"), "checkout/native/set-up.sh");
        File.WriteAllText(At("checkout/src/a.cs"), "a");
        File.WriteAllText(At("checkout/native/CMakeLists.txt"), "");
        File.WriteAllText(At("checkout/native/exports.map"), "");
        foreach (string name in (string[])["dotnet", "cmake"])
        {
            Script(name, StandIn);
        }

        Script("dpkg-query", "#!/bin/bash\nfor name in \"${@:4}\"; do echo \"$name installed\"; done");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Start_Twice_BuildsOnce()
    {
        Finish(Start()).ShouldBe((0, "ran whole\n"));
        Builds().ShouldBe((1, 1));
        Finish(Start()).ShouldBe((0, "ran whole\n"));
        Builds().ShouldBe((1, 1));
    }

    [Fact]
    public void Start_AtTheSameTimeFourTimes_BuildsOnce()
    {
        Process[] starts = [.. Enumerable.Range(0, 4).Select(_ => Start())];
        starts.Select(Finish).ShouldAllBe(end => end.Code == 0 && end.Output == "ran whole\n");
        Builds().ShouldBe((1, 1));
    }

    [Theory]
    [InlineData(500)] // in the native part
    [InlineData(1600)] // in the managed one
    public void Start_AfterOneThatWasKilled_Heals(int milliseconds)
    {
        using (Process killed = Start())
        {
            Thread.Sleep(milliseconds);
            killed.Kill(entireProcessTree: true);
            killed.WaitForExit();
        }

        Finish(Start()).ShouldBe((0, "ran whole\n"));
        File.ReadAllText(At("checkout/artifacts/native/libmien_faces.so")).ShouldBe("whole");
        File.ReadAllText(At("checkout/artifacts/native/mien_faces.landmarks")).ShouldBe("flat");
        File.ReadAllText(At("checkout/artifacts/bin/Mien.Cli/release/Mien.Cli.dll")).ShouldBe("whole");
    }

    [Theory]
    [InlineData("native/libmien_faces.so", 2, 1)]
    [InlineData("bin/Mien.Cli/release/Mien.Cli.dll", 1, 2)]
    public void Start_WithAnArtefactCutShort_MakesItAgain(string artefact, int native, int managed)
    {
        Finish(Start());
        File.WriteAllText(At("checkout/artifacts/" + artefact), "");
        Finish(Start()).ShouldBe((0, "ran whole\n"));
        Builds().ShouldBe((native, managed));
        File.Delete(At("checkout/artifacts/" + artefact));
        Finish(Start()).ShouldBe((0, "ran whole\n"));
    }

    [Fact]
    public void Start_WithASourceOfTheFuture_BuildsOnce()
    {
        File.SetLastWriteTimeUtc(At("checkout/src/a.cs"), DateTime.UtcNow.AddYears(1));
        Finish(Start());
        Finish(Start());
        Builds().ShouldBe((1, 1));
    }

    [Fact]
    public void Start_AfterASourceChangedOrWent_BuildsAgain()
    {
        Finish(Start());
        File.WriteAllText(At("checkout/src/b.cs"), "b");
        Finish(Start());
        Builds().ShouldBe((1, 2));
        File.Delete(At("checkout/src/b.cs"));
        Finish(Start());
        Builds().ShouldBe((1, 3));
    }

    [Fact]
    public void Start_InACheckoutOfAnotherUser_SaysSoInOneLine_UnlessItIsBuilt()
    {
        if (Environment.UserName != "root")
        {
            return; // only root can become another user
        }

        Finish(Process.Start("chmod", ["-R", "a+rX", _folder.FullName])!);
        using Process stranger = Start("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        string errors = stranger.StandardError.ReadToEnd();
        Finish(stranger).Code.ShouldBe(1);
        errors.Trim().Split('\n').Length.ShouldBe(1);
        errors.ShouldContain("start it once as root");
        Finish(Start());
        Finish(Start("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")).ShouldBe((0, "ran whole\n"));
    }

    private static string Checkout([CallerFilePath] string path = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../.."));

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private void Copy(string from, string to)
    {
        File.Copy(from, At(to));
        Finish(Process.Start("chmod", ["a+rx", At(to)])!);
    }

    private void Script(string name, string text)
    {
        File.WriteAllText(At("bin/" + name), text + "\n");
        Finish(Process.Start("chmod", ["a+rx", At("bin/" + name)])!);
    }

    private (int Native, int Managed) Builds()
    {
        string[] log = File.ReadAllLines(At("checkout/log"));
        return (log.Count(line => line.StartsWith("cmake --install", StringComparison.Ordinal)), log.Count(
            line => line.StartsWith("dotnet build", StringComparison.Ordinal)));
    }

    private Process Start(params string[] before)
    {
        string[] all = [.. before, At("checkout/mien")];
        ProcessStartInfo start = new(all[0], all[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = At("bin") + ":" + start.Environment["PATH"];
        start.Environment["ROOT"] = At("checkout");
        start.Environment.Remove("MIEN_SET_UP_LOCKED");
        return Process.Start(start)!;
    }

    private static (int Code, string Output) Finish(Process process)
    {
        using (process)
        {
            string output = process.StartInfo.RedirectStandardOutput ? process.StandardOutput.ReadToEnd() : "";
            process.WaitForExit();
            return (process.ExitCode, output);
        }
    }
}
