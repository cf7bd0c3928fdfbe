using Mien.Faces.Images;

namespace Mien.Faces.Tests.Images;

public sealed class ContactSheetTests
{
    [Fact]
    public void Of_Three_FillsRowsAndLeavesTheRestBlack()
    {
        Image[] pictures = [.. Enumerable.Range(1, 3).Select(Level)];
        Image grid = ContactSheet.Of(pictures);
        (grid.Width, grid.Height).ShouldBe((4, 2));
        grid.Pixels.ToArray().Chunk(3).Select(p => p[0]).ShouldBe([1, 1, 2, 2, 3, 3, 0, 0]);
    }

    [Fact]
    public void Of_One_LeavesItAsItIs()
        => ContactSheet.Of([new(1, 2, [1, 2, 3, 4, 5, 6])]).Pixels.ToArray().ShouldBe([1, 2, 3, 4, 5, 6]);

    [Fact]
    public void Of_TwoSizes_Throws()
        => Should.Throw<ArgumentException>(() => ContactSheet.Of([new(1, 1, new byte[3]), new(2, 1, new byte[6])]));

    [Fact]
    public void Rows_WithEmptyPlaces_GivesThemTheLevel()
        => ContactSheet.Rows([[null, Level(1)], [Level(2)]], empty: 255).Pixels.ToArray().Chunk(3).Select(p => p[0])
            .ShouldBe([255, 255, 1, 1, 2, 2, 255, 255]);

    private static Image Level(int level) => new(2, 1, [.. Enumerable.Repeat((byte)level, 6)]);
}
