using Niaga.Testing;
using Xunit;

namespace Niaga.Isolation;

/// <summary>Counts are printed with the test and kept in <c>.niaga/isolation.txt</c>, where the run's end can show them.</summary>
internal static class Summary
{
    private static readonly Lock Writing = new();
    private static readonly string File = Path.Combine(TestServer.Root(), ".niaga", "isolation.txt");

    static Summary()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, "");
    }

    public static void Say(ITestOutputHelper output, string line)
    {
        output.WriteLine(line);
        lock (Writing)
            System.IO.File.AppendAllText(File, line + "\n");
    }
}
