using Microsoft.AspNetCore.Components;
using Mien.Studio.Desks;
using Mien.Studio.Jobs;

namespace Mien.Studio.Components.Pages;

/// <summary>A page on which one work of a kind is seen, and the others are listed.</summary>
/// <typeparam name="T">The kind.</typeparam>
public abstract class WorkPage<T> : ComponentBase, IDisposable
    where T : LastingWork
{
    /// <summary>The work's id; null for the one that is worked on.</summary>
    [Parameter]
    public string? Id { get; set; }

    /// <summary>What all works share.</summary>
    [Inject]
    public Workbench Bench { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private protected abstract WorkShelf<T> Shelf { get; }

    private protected abstract string Folder { get; } // of its addresses

    private protected T? Work { get; private set; }

    private protected IReadOnlyList<T> Works => [.. Shelf.List().Where(work => !work.IsEmpty)];

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(isDisposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Shelf.Changed += Show;
        Bench.Queue.Changed += Show;
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        T? work = Id is not null ? Shelf.Find(Id)
            : Shelf.List().FirstOrDefault(work => work.State != DeskState.Done) ?? (Shelf.CanKeep ? Shelf.New() : null);
        if (work != Work)
        {
            Leave();
            Work = work;
            if (work is not null)
            {
                work.Changed += Show;
            }
        }

        if (Id is null && work is not null)
        {
            Navigation.NavigateTo($"{Folder}/{work.Id}", replace: true); // found again when it is loaded again
        }
    }

    /// <summary>Leaves what it looks at.</summary>
    protected virtual void Dispose(bool isDisposing)
    {
        Shelf.Changed -= Show;
        Bench.Queue.Changed -= Show;
        Leave();
    }

    private protected void New() => Navigation.NavigateTo(
        $"{Folder}/{(Shelf.List().FirstOrDefault(work => work.IsEmpty) ?? Shelf.New()).Id}");

    private protected void Delete(LastingWork work) => Shelf.Delete((T)work);

    private void Leave()
    {
        if (Work is not null)
        {
            Work.Changed -= Show;
        }
    }

    private void Show() => _ = InvokeAsync(StateHasChanged);
}
