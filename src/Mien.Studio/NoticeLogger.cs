using Microsoft.Extensions.Logging;
using Microsoft.JSInterop;

namespace Mien.Studio;

/// <summary>What the server has to complain about, as one line.</summary>
internal sealed class NoticeLogger(Action<string>? notice) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
        // There is nothing to free.
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        // A page that is left while it is answered is no fault.
        if (IsEnabled(logLevel) && exception is not (OperationCanceledException or JSDisconnectedException))
        {
            notice?.Invoke(
                exception is null ? formatter(state, exception) : $"{formatter(state, exception)} ({exception})");
        }
    }
}
