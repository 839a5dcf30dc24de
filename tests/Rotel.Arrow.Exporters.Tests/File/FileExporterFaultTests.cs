using Google.Protobuf;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Exporters.Tests;

/// <summary>What the file exporter does when somebody or the disk interferes.</summary>
public sealed class FileExporterFaultTests : IDisposable
{
    private readonly FileExporterUnderTest _test = new();
    private readonly RandomOtlp _generator = new(20, RandomOtlpOptions.Realistic);

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task A_deleted_folder_is_made_again_with_the_next_batch()
    {
        await using FileExporter exporter = await _test.StartAsync();
        await _test.SendAsync(exporter, _generator.Traces());
        Directory.Delete(_test.Output, recursive: true);
        IMessage next = _generator.Traces();
        Assert.Equal(Outcome.Ack, await _test.SendAsync(exporter, next));
        Assert.Equal(next, Assert.Single(_test.Read("traces")));
        Assert.Contains("was deleted, replaced or truncated", string.Join('\n', _test.Logger.Lines));

        // The lock of the new folder is held, too.
        await Assert.ThrowsAsync<InvalidOperationException>(() => _test.StartAsync());
    }

    [Fact]
    public async Task A_deleted_file_is_made_again_with_the_next_batch()
    {
        await using FileExporter exporter = await _test.StartAsync();
        await _test.SendAsync(exporter, _generator.Logs());
        File.Delete(_test.PathOf("logs"));
        IMessage next = _generator.Logs();
        Assert.Equal(Outcome.Ack, await _test.SendAsync(exporter, next));
        Assert.Equal(next, Assert.Single(_test.Read("logs")));
    }

    [Fact]
    public async Task External_rotation_by_renaming_moves_on_to_a_new_file()
    {
        await using FileExporter exporter = await _test.StartAsync();
        IMessage[] sent = [_generator.Logs(), _generator.Logs(), _generator.Logs()];
        await _test.SendAsync(exporter, sent[0]);
        File.Move(_test.PathOf("logs"), Path.Combine(_test.Output, "logs.1.jsonl"));
        await _test.SendAsync(exporter, sent[1]);

        // The usual tool also creates the next file, empty.
        File.Move(_test.PathOf("logs"), Path.Combine(_test.Output, "logs.2.jsonl"));
        await File.WriteAllTextAsync(_test.PathOf("logs"), "");
        await _test.SendAsync(exporter, sent[2]);
        Assert.Equal(sent[0], Assert.Single(_test.Read("logs", "logs.1.jsonl")));
        Assert.Equal(sent[1], Assert.Single(_test.Read("logs", "logs.2.jsonl")));
        Assert.Equal(sent[2], Assert.Single(_test.Read("logs")));
    }

    [Fact]
    public async Task External_rotation_by_copy_and_truncate_leaves_no_hole()
    {
        await using FileExporter exporter = await _test.StartAsync();
        IMessage[] sent = [_generator.Logs(), _generator.Logs()];
        await _test.SendAsync(exporter, sent[0]);
        using (var file = new FileStream(_test.PathOf("logs"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(0);
        }

        await _test.SendAsync(exporter, sent[1]);
        Assert.Equal(sent[1], Assert.Single(_test.Read("logs")));
    }

    [Fact]
    public async Task A_full_disk_is_a_retryable_nack_that_says_so_and_leaves_whole_lines()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Needs root for a small tmpfs.");
        Directory.CreateDirectory(_test.Output);
        await using ChildProcess mount = ChildProcess.Start("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", _test.Output]);
        Assert.SkipUnless(await mount.WaitForExitAsync(TimeSpan.FromSeconds(30)) == 0, "Cannot mount a tmpfs here.");
        try
        {
            await using FileExporter exporter = await _test.StartAsync();
            var acked = new List<IMessage>();
            Outcome outcome;
            do
            {
                acked.Add(_generator.Traces());
                outcome = await _test.SendAsync(exporter, acked[^1]);
            }
            while (outcome.Kind == OutcomeKind.Ack && acked.Count < 1000);

            IMessage refused = acked[^1];
            acked.RemoveAt(acked.Count - 1);
            Assert.NotEmpty(acked);
            Assert.Equal(OutcomeKind.RetryableNack, outcome.Kind);
            Assert.Equal(NackCause.DestinationFailed, outcome.Cause);
            Assert.Contains("is full; free space", outcome.Message);
            Assert.Equal(OutcomeKind.RetryableNack, (await _test.SendAsync(exporter, refused)).Kind);
            Assert.Equal(acked, _test.Read("traces"));
            Assert.Single(_test.Logger.Lines, static line => line.Contains("cannot write and tries again", StringComparison.Ordinal));

            // Somebody frees space, and the retry of the pipeline succeeds.
            File.Move(_test.PathOf("traces"), _test.Folder.Of("saved.jsonl"));
            Assert.Equal(Outcome.Ack, await _test.SendAsync(exporter, refused));
            Assert.Equal(refused, Assert.Single(_test.Read("traces")));
            Assert.Contains(_test.Logger.Lines, static line => line.Contains("again", StringComparison.Ordinal)
                && line.StartsWith("Information", StringComparison.Ordinal));
        }
        finally
        {
            await using ChildProcess unmount = ChildProcess.Start("umount", ["--lazy", _test.Output]);
            await unmount.WaitForExitAsync(TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task A_device_that_takes_nothing_is_a_retryable_nack()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "No /dev/full here.");
        Directory.CreateDirectory(_test.Output);
        File.CreateSymbolicLink(_test.PathOf("metrics"), "/dev/full");
        await using FileExporter exporter = await _test.StartAsync();
        Outcome outcome = await _test.SendAsync(exporter, _generator.Metrics());
        Assert.Equal(OutcomeKind.RetryableNack, outcome.Kind);
        Assert.Contains("is full", outcome.Message);

        // Other signals do not notice.
        Assert.Equal(Outcome.Ack, await _test.SendAsync(exporter, _generator.Logs()));
    }

    [Fact]
    public async Task No_permission_is_a_retryable_nack_that_says_so()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Permissions do not bind root.");
        await using FileExporter exporter = await _test.StartAsync();
        await File.WriteAllTextAsync(_test.PathOf("logs"), "");
        File.SetAttributes(_test.PathOf("logs"), FileAttributes.ReadOnly);
        Outcome outcome = await _test.SendAsync(exporter, _generator.Logs());
        Assert.Equal(NackCause.DestinationUnauthorized, outcome.Cause);
        Assert.Contains("no permission to write", outcome.Message);
    }
}
