using Mien.Faces.Images;
using Mien.Generation;

namespace Mien.Tests.Generation;

public sealed class PictureGridTests
{
    [Fact]
    public void Arrange_OfThree_FillsRowsAndLeavesTheRestBlack()
    {
        Image[] pictures = [.. Enumerable.Range(1, 3).Select(i => new Image(2, 1, [.. Enumerable.Repeat((byte)i, 6)]))];
        Image grid = PictureGrid.Arrange(pictures);
        (grid.Width, grid.Height).ShouldBe((4, 2));
        grid.Pixels.ToArray().Chunk(3).Select(p => p[0]).ShouldBe([1, 1, 2, 2, 3, 3, 0, 0]);
    }

    [Fact]
    public void Arrange_OfOne_LeavesItAsItIs()
        => PictureGrid.Arrange([new(1, 2, [1, 2, 3, 4, 5, 6])]).Pixels.ToArray().ShouldBe([1, 2, 3, 4, 5, 6]);

    [Fact]
    public void Arrange_OfTwoSizes_Throws()
        => Should.Throw<ArgumentException>(() => PictureGrid.Arrange([new(1, 1, new byte[3]), new(2, 1, new byte[6])]));
}
