namespace Mien.Tests;

/// <summary>
/// The kind: whatever a service, a container or a sandbox makes of HOME and XDG's variables, nothing goes into the
/// current folder.
/// </summary>
[Collection(nameof(UserFoldersTests))]
[CollectionDefinition(nameof(UserFoldersTests), DisableParallelization = true)]
public sealed class UserFoldersTests : IDisposable
{
    private static readonly string[] _variables = ["HOME", "MIEN_HOME", "MIEN_CACHE", "XDG_DATA_HOME",
        "XDG_CACHE_HOME"];

    private readonly string?[] _before = [.. _variables.Select(Environment.GetEnvironmentVariable)];
    private readonly string _home = Directory.CreateTempSubdirectory("mien-home-").FullName;

    public UserFoldersTests() => Array.ForEach(_variables, name => Environment.SetEnvironmentVariable(name, null));

    public void Dispose()
    {
        for (int i = 0; i < _variables.Length; i++)
        {
            Environment.SetEnvironmentVariable(_variables[i], _before[i]);
        }

        Directory.Delete(_home, recursive: true);
    }

    [Theory]
    [InlineData("/proc/none")]
    [InlineData("/nonexistent")]
    [InlineData("relative")]
    [InlineData(".")]
    public void Folders_WithoutAHome_AreNone(string home)
    {
        Environment.SetEnvironmentVariable("HOME", home);
        UserFolders.Models.ShouldBeNull();
        UserFolders.Cache.ShouldBeNull();
    }

    [Theory]
    [InlineData("share", false)]
    [InlineData("./share", false)]
    [InlineData("", false)]
    [InlineData("/somewhere", true)]
    public void Folders_OfXdg_CountIfTheyAreAbsolute(string path, bool counts)
    {
        Environment.SetEnvironmentVariable("HOME", _home);
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", path);
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", path);
        UserFolders.Models.ShouldBe(
            counts ? Path.Combine(path, "mien") : Path.Combine(_home, ".local", "share", "mien"));
        UserFolders.Cache.ShouldBe(counts ? Path.Combine(path, "mien") : Path.Combine(_home, ".cache", "mien"));
    }

    [Fact]
    public void Folders_NamedByTheUser_CountBeforeAll()
    {
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", "/somewhere");
        Environment.SetEnvironmentVariable("MIEN_CACHE", "here");
        Environment.SetEnvironmentVariable("MIEN_HOME", "/there");
        UserFolders.Cache.ShouldBe(Path.GetFullPath("here"));
        UserFolders.Models.ShouldBe("/there");
    }
}
