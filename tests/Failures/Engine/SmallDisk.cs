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

    /// <summary>Null, and the reason is told, where this user or this container may not mount.</summary>
    public static async Task<SmallDisk?> TryMount(int megabytes, ITestOutputHelper output)
    {
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("conversations-disk-").FullName);
        if (await Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=1777", "conversations", disk.Folder) == 0)
        {
            return disk;
        }

        Directory.Delete(disk.Folder);
        output.WriteLine("Not tried: it mounts a small file system, which needs root and a container that allows it.");
        return null;
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
        (await Run("umount", Folder)).ShouldBe(0);
        Directory.Delete(Folder);
    }

    private static async Task<int> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
