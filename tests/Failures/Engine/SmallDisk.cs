using System.Diagnostics;
using Shouldly;
using Xunit.Abstractions;

namespace Failures.Engine;

/// <summary>A file system of a few megabytes, in memory, that can be filled to the last byte.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string ballast;

    private SmallDisk(string folder)
    {
        Folder = folder;
        ballast = Path.Combine(folder, "ballast");
    }

    public string Folder { get; }

    /// <summary>Only root may mount; anybody else is told so.</summary>
    public static bool CanBeMounted(ITestOutputHelper output)
    {
        if (Environment.UserName == "root")
        {
            return true;
        }

        output.WriteLine("Not tried: it mounts a small file system, and only root may.");
        return false;
    }

    public static async Task<SmallDisk> Mount(int megabytes)
    {
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("conversations-disk-").FullName);
        await Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=1777", "conversations", disk.Folder);
        return disk;
    }

    /// <summary>Nothing more can be written.</summary>
    public void Fill()
    {
        using var file = new FileStream(ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var piece = new byte[64 * 1024]; piece.Length > 0; piece = piece[..(piece.Length / 2)])
        {
            try
            {
                while (true)
                {
                    file.Write(piece);
                }
            }
            catch (IOException)
            {
                // So much does not fit any more; half of it may.
            }
        }
    }

    public void Free() => File.Delete(ballast);

    public async ValueTask DisposeAsync()
    {
        await Run("umount", Folder);
        Directory.Delete(Folder);
    }

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}");
    }
}
