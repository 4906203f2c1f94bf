using System.Diagnostics;
using System.Security.Cryptography;
using Niaga.Platform.OpenPgp;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Backups;

public sealed class OpenPgpMessageTests
{
    private const string Key = "kunci simpanan ketiga";
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 1, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Clear = RandomNumberGenerator.GetBytes(300_000);

    [Fact]
    public void What_was_encrypted_opens_again_and_nothing_else_does()
    {
        var message = Message();
        Open(message, Key).ShouldBe(Clear);

        Should.Throw<InvalidDataException>(() => Open(message, Key + "!"));
        Should.Throw<InvalidDataException>(() => Open([1, 2, 3], Key));
        Should.Throw<InvalidDataException>(() => Open([], Key));
        var refused = 0;
        foreach (var at in Enumerable.Range(0, 40).Select(i => i * (message.Length - 1) / 39))
        {
            Should.Throw<InvalidDataException>(() => Open(message[..at], Key), $"cut off at {at}");
            var changed = message.ToArray();
            changed[at] ^= 0x10;
            // A few bits of the headers mean nothing; what opens is what was written.
            try
            {
                Open(changed, Key).ShouldBe(Clear, $"changed at {at}");
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        refused.ShouldBeGreaterThan(35);
    }

    [Fact]
    public void A_person_opens_it_with_gpg()
    {
        var folder = Directory.CreateTempSubdirectory("niaga-pgp-").FullName;
        try
        {
            var file = Path.Combine(folder, "message.pgp");
            File.WriteAllBytes(file, Message());
            var start = new ProcessStartInfo("gpg") { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var word in new[] { "--homedir", folder, "--batch", "--pinentry-mode", "loopback", "--passphrase", Key, "-d", file })
                start.ArgumentList.Add(word);
            using var gpg = Started(start);
            var opened = new MemoryStream();
            gpg.StandardOutput.BaseStream.CopyTo(opened);
            gpg.WaitForExit();
            opened.ToArray().ShouldBe(Clear);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Process Started(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("gpg is not installed");
            throw;
        }
    }

    private static byte[] Message()
    {
        var to = new MemoryStream();
        using (var writing = OpenPgpMessage.Encrypt(to, Key, "clear", Now))
            writing.Write(Clear);
        return to.ToArray();
    }

    private static byte[] Open(byte[] message, string key)
    {
        using var reading = OpenPgpMessage.Decrypt(new MemoryStream(message), key);
        var clear = new MemoryStream();
        reading.CopyTo(clear);
        return clear.ToArray();
    }
}
