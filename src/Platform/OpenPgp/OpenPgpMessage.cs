using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;

namespace Niaga.Platform.OpenPgp;

/// <summary>
/// Streams encrypted to a passphrase as OpenPGP has it (RFC 9580: AES-256, integrity protected), in constant memory: <c>gpg -d</c> opens
/// them without Niaga.
/// </summary>
internal static class OpenPgpMessage
{
    private const int Piece = 1 << 16;

    /// <summary>What is written to it goes encrypted to <paramref name="to"/>, which stays open; whole once it is disposed.</summary>
    /// <param name="to">Receives the message.</param>
    /// <param name="passphrase">Opens it again.</param>
    /// <param name="name">A name for what is inside, encrypted with it.</param>
    /// <param name="now">When it was written, encrypted with it.</param>
    public static Stream Encrypt(Stream to, string passphrase, string name, DateTimeOffset now)
    {
        var encryption = new PgpEncryptedDataGenerator(SymmetricKeyAlgorithmTag.Aes256, withIntegrityPacket: true);
        encryption.AddMethodUtf8(passphrase.ToCharArray(), HashAlgorithmTag.Sha512);
        var outer = encryption.Open(to, new byte[Piece]);
        var inner = new PgpLiteralDataGenerator().Open(outer, PgpLiteralData.Binary, name, now.UtcDateTime, new byte[Piece]);
        return new Writing(inner, outer);
    }

    /// <summary>
    /// What <paramref name="from"/> holds, opened. Trust it once its end was read, which proves that nothing was changed.
    /// </summary>
    /// <param name="from">The message.</param>
    /// <param name="passphrase">As it was written with.</param>
    /// <exception cref="InvalidDataException">No such message, another passphrase, changed, or cut off; thrown by reading too.</exception>
    public static Stream Decrypt(Stream from, string passphrase) =>
        Checked(() =>
        {
            if (new PgpObjectFactory(from).NextPgpObject() is not PgpEncryptedDataList { Count: > 0 } list)
                throw new InvalidDataException("This is no OpenPGP message.");
            if (list[0] is not PgpPbeEncryptedData encrypted || !encrypted.IsIntegrityProtected())
                throw new InvalidDataException("This message is not encrypted to a passphrase with its integrity protected.");
            var clear = encrypted.GetDataStreamUtf8(passphrase.ToCharArray());
            if (new PgpObjectFactory(clear).NextPgpObject() is not PgpLiteralData literal)
                throw new InvalidDataException("The passphrase does not open this message.");
            return new Reading(literal.GetInputStream(), encrypted);
        });

    private static T Checked<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (e is PgpException or IOException or ArgumentException)
        {
            throw new InvalidDataException("This OpenPGP message does not open: another passphrase, changed, or cut off.", e);
        }
    }

    private sealed class Writing(Stream inner, Stream outer) : OneWay
    {
        public override bool CanWrite => true;

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        public override void Flush() => inner.Flush();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
                outer.Dispose();
            }
            base.Dispose(disposing);
        }
    }

    private sealed class Reading(Stream inner, PgpPbeEncryptedData message) : OneWay
    {
        private bool whole;

        public override bool CanRead => true;

        public override int Read(byte[] buffer, int offset, int count) =>
            Checked(() =>
            {
                var read = whole || count == 0 ? 0 : inner.Read(buffer, offset, count);
                if (read == 0 && count > 0 && !whole)
                    whole = message.Verify() ? true : throw new InvalidDataException("This OpenPGP message was changed.");
                return read;
            });

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }

    private abstract class OneWay : Stream
    {
        public override bool CanRead => false;
        public override bool CanWrite => false;
        public override bool CanSeek => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
