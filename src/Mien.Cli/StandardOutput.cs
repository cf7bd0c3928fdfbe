using System.Text;

namespace Mien.Cli;

/// <summary>
/// Standard output and error that do not end the program when they cannot be written, as on a full disk or where they
/// were closed: results stand in files, and the exit code says that their words are lost.
/// </summary>
internal static class StandardOutput
{
    private static string? _fault;

    /// <summary>Puts guarded streams in the place of the console's.</summary>
    public static void Guard()
    {
        Console.SetOut(Writer(new Guarded(Console.OpenStandardOutput(), counts: true)));
        Console.SetError(Writer(new Guarded(Console.OpenStandardError(), counts: false)));
    }

    /// <summary>Standard output for bytes.</summary>
    public static Stream Open() => new Guarded(Console.OpenStandardOutput(), counts: true);

    /// <summary>The exit code of a run: that of a failure if what it said was lost.</summary>
    public static int Code(int code)
    {
        if (_fault is null)
        {
            return code;
        }

        Report.Notice($"standard output cannot be written ({_fault})");
        return code == CommandLine.Good ? CommandLine.Failure : code;
    }

    private static StreamWriter Writer(Stream stream)
        => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };

    private sealed class Guarded(Stream stream, bool counts) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count)
            => Try(() => stream.Write(buffer, offset, count));

        public override void Flush() => Try(stream.Flush);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private void Try(Action write)
        {
            try
            {
                write();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _fault ??= !counts ? null : e is UnauthorizedAccessException ? "it is closed" : e.Message;
            }
        }
    }
}
