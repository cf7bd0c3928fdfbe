namespace Mien.Studio.Desks;

/// <summary>Draws what was chosen last: choices that come while one is drawn are taken together.</summary>
/// <param name="turn">One is drawn at a time, of all that share it.</param>
/// <param name="draw">Draws what is chosen now; asks the function that it is given whether something else was chosen
/// meanwhile.</param>
/// <param name="ended">Is called when nothing is left to draw.</param>
internal sealed class Redrawing(SemaphoreSlim turn, Action<Func<bool>> draw, Action ended)
{
    private readonly Lock _lock = new();
    private int _wanted;
    private bool _isDrawing;

    /// <summary>Something else was chosen.</summary>
    public void Ask()
    {
        lock (_lock)
        {
            _wanted++;
            if (_isDrawing)
            {
                return;
            }

            _isDrawing = true;
        }

        _ = Task.Run(Draw);
    }

    private async Task Draw()
    {
        int drawn;
        do
        {
            drawn = Volatile.Read(ref _wanted);
            await turn.WaitAsync();
            try
            {
                draw(() => drawn != Volatile.Read(ref _wanted));
            }
            finally
            {
                turn.Release();
            }
        }
        while (!Ends(drawn));
        ended();
    }

    private bool Ends(int drawn)
    {
        lock (_lock)
        {
            _isDrawing = drawn != _wanted;
            return !_isDrawing;
        }
    }
}
