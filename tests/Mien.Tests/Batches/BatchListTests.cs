using Mien.Batches;

namespace Mien.Tests.Batches;

public sealed class BatchListTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mien-list-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    public void Read_OfATable_TakesColumnsByTheirNames(char separator)
    {
        IReadOnlyList<BatchJob> jobs = Read(
            "\uFEFFexpression,appearance,strength,out,face-e\r\nb.jpg,\"a, the \"\"first\"\".jpg\",0.5,r.png,1\r\n\r\nc.jpg,a.jpg,,x/y.jpg,\r\n".Replace(',', separator));

        jobs.Count.ShouldBe(2);
        jobs[0].Appearance.ShouldBe("a, the \"first\".jpg".Replace(',', separator));
        jobs[0].FaceE.ShouldBe("1");
        jobs[0].Settings.ShouldBe([new("strength", "0.5")]);
        jobs[1].Settings.ShouldBeEmpty();
        jobs.Select(job => job.Line).ShouldBe([2, 4]);
        jobs.ShouldAllBe(job => job.Fault == null);
    }

    [Fact]
    public void Read_OfJsonLines_TakesNumbersAndTexts()
    {
        IReadOnlyList<BatchJob> jobs = Read("""
            {"appearance": "a.jpg", "expression": "b.jpg", "strength": 0.5, "layers": "4-5"}

            {"appearance": "a.jpg", "expression": "c.jpg", "out": "z.webp"}
            """);

        jobs[0].Out.ShouldBe("a-b.png");
        jobs[0].Settings.ShouldBe([new("layers", "4-5"), new("strength", "0.5")]);
        jobs[1].Line.ShouldBe(3);
        jobs.ShouldAllBe(job => job.Fault == null);
    }

    [Theory]
    [InlineData("{\"appearance\": \"a.jpg\"}", "names no expression")]
    [InlineData("{\"appearance\": \"a.jpg\", \"expression\": \"b.jpg\", \"strenght\": 1}", "no setting 'strenght'")]
    [InlineData("{\"appearance\": \"a.jpg\", \"expression\": \"b.jpg\", \"strength\": [1]}",
        "neither a text nor a number")]
    [InlineData("{\"appearance\": \"a.jpg\", \"expression\": \"b.jpg\", \"Expression\": \"c.jpg\"}", "given twice")]
    [InlineData("{\"appearance\": \"a.jpg\", \"expression\": \"b.jpg\", \"out\": \"r.gif\"}", ".png, .jpg")]
    [InlineData("{\"appearance\": \"a.jpg\", \"expression\": \"b.jpg\", \"face-a\": \"left\"}", "chooses no face")]
    [InlineData("{\"appearance\": \"a.jp", "no JSON object")]
    [InlineData("[1, 2]", "no JSON object")]
    public void Read_OfABadLine_SaysWhatIsWrong_AndTheOthersStand(string line, string fault)
    {
        IReadOnlyList<BatchJob> jobs = Read(
            "{\"appearance\": \"x.jpg\", \"expression\": \"y.jpg\"}\n" + line
                + "\n{\"appearance\": \"v.jpg\", \"expression\": \"w.jpg\"}");

        jobs.Select(job => job.Fault is null).ShouldBe([true, false, true]);
        jobs[1].Fault!.ShouldContain(fault);
        jobs[1].Line.ShouldBe(2);
    }

    [Theory]
    [InlineData("appearance,expression\na.jpg,b.jpg,c.jpg\nd.jpg,e.jpg", "3 fields, not 2")]
    [InlineData("appearance,expression\na.jpg,\nd.jpg,e.jpg", "names no expression")]
    [InlineData("appearance,expression,out\na.jpg,b.jpg,x.png\nd.jpg,e.jpg,./x.png", "that of line 2 already")]
    [InlineData("appearance,expression\nd.jpg,e.jpg\n\"a.jpg,b.jpg", "quotation mark")]
    public void Read_OfATableWithABadRow_SaysWhatIsWrong(string table, string fault)
    {
        BatchJob[] bad = [.. Read(table).Where(job => job.Fault is not null)];

        bad.Length.ShouldBe(1);
        bad[0].Fault!.ShouldContain(fault);
    }

    [Theory]
    [InlineData("appearance,out\na.jpg,b.png", "'expression' is not among them")]
    [InlineData("appearance,expression,strenght\na.jpg,b.jpg,1", "no setting 'strenght'")]
    [InlineData("appearance,expression,expression\na,b,c", "same name")]
    [InlineData("appearance,expression\n", "no job")]
    [InlineData("", "no job")]
    public void Read_OfNoTableOfJobs_IsTheCallersMistake(string table, string fault)
        => Should.Throw<InvalidDataException>(() => Read(table)).Message.ShouldContain(fault);

    [Fact]
    public void Pairs_OfTwoFolders_AreAllOfThem_PersonByPerson()
    {
        Touch("people/b.jpg", "people/a.png", "people/notes.txt", "people/.hidden.jpg", "faces/x.jpg", "faces/y.jpeg");

        IReadOnlyList<BatchJob> jobs = BatchList.Pairs(At("people"), At("faces"));

        jobs.Select(job => job.Out).ShouldBe(
            [Path.Combine("a", "x.png"), Path.Combine("a", "y.png"), Path.Combine("b", "x.png"),
                Path.Combine("b", "y.png")]);
        jobs.Select(job => Path.GetFileName(job.Appearance)).ShouldBe(["a.png", "a.png", "b.jpg", "b.jpg"]);
        jobs.Select(job => job.Line).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void Pairs_WithOnePhoto_AreCalledAfterTheOthers()
    {
        Touch("people/a.png", "people/b.jpg", "smile.jpg");

        BatchList.Pairs(At("people/*.jpg"), At("smile.jpg")).Single().Out.ShouldBe("b.png");
        BatchList.Pairs(At("people"), At("smile.jpg")).Select(job => job.Out).ShouldBe(["a.png", "b.png"]);
        BatchList.Pairs(At("smile.jpg"), At("people"), ".webp").Select(job => job.Out).ShouldBe(["a.webp", "b.webp"]);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("nobody/*.jpg")]
    [InlineData("people/*.tif")]
    public void Pairs_WithoutPhotos_AreTheCallersMistake(string pattern)
    {
        Touch("people/a.png");
        Should.Throw<IOException>(() => BatchList.Pairs(At(pattern), At("people"))).Message.ShouldContain(pattern);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private void Touch(params string[] names)
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
            File.WriteAllText(At(name), "");
        }
    }

    /// <summary>Found by fuzzing: the whole list was refused with the words of the runtime.</summary>
    [Theory]
    [InlineData("d.jpg", "b\0.png")]
    [InlineData("d\0.jpg", "b.png")]
    public void Read_OfANameWithTheCharacter0_IsAFaultOfItsLine(string expression, string to)
    {
        IReadOnlyList<BatchJob> jobs = Read($"appearance,expression,out\na.jpg,{expression},{to}\na.jpg,c.jpg,c.png\n");
        jobs[0].Fault!.ShouldContain("character 0");
        jobs[1].Fault.ShouldBeNull();
    }

    private IReadOnlyList<BatchJob> Read(string text)
    {
        File.WriteAllText(At("jobs"), text);
        return BatchList.Read(At("jobs"));
    }
}
