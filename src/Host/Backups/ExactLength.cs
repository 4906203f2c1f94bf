namespace Niaga.Host.Backups;

/// <summary>
/// A file that others write to, as long as it was when it was opened: what comes later is left out, what was cut off is zeros. The log
/// puts both right.
/// </summary>
internal sealed class ExactLength(FileStream file) : Stream
{
    private readonly long length = file.Length;
    private long position;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;

    public override long Position
    {
        get => position;
        set
        {
            position = value;
            file.Position = value;
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var wanted = (int)Math.Min(count, length - position);
        if (wanted <= 0)
            return 0;

        var read = file.Read(buffer, offset, wanted);
        if (read == 0)
        {
            Array.Clear(buffer, offset, wanted);
            read = wanted;
        }
        position += read;
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => position + offset,
            _ => length + offset,
        };
        return position;
    }

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }
}
