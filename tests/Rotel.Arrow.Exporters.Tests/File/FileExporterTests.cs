using Google.Protobuf;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Exporters.Tests;

public sealed class FileExporterTests : IDisposable
{
    private readonly FileExporterUnderTest _test = new();

    public static TheoryData<string> SignalNames => ["traces", "logs", "metrics"];

    public void Dispose() => _test.Dispose();

    [Theory]
    [MemberData(nameof(SignalNames))]
    public async Task A_line_of_JSON_a_batch_reads_back_as_what_was_sent(string signal)
    {
        var generator = new RandomOtlp(1);
        var sent = new List<IMessage>();
        await using (FileExporter exporter = await _test.StartAsync())
        {
            for (int i = 0; i < 20; i++)
            {
                sent.Add(generator.Request(signal));
                Assert.Equal(Outcome.Ack, await _test.SendAsync(exporter, sent[^1]));
            }
        }

        Assert.Equal(sent, _test.Read(signal));
        Assert.Equal([$"{signal}.jsonl"], _test.FileNames);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_reference_implementation_finds_no_difference_in_the_files(bool isEdge)
    {
        Peers.Require();
        string sent = _test.Folder.CreateFolder("sent");
        var generator = new RandomOtlp(2, (isEdge ? RandomOtlpOptions.Edge : RandomOtlpOptions.Realistic) with
        {
            Items = 100,
            StringIndexes = false,
        });
        await using (FileExporter exporter = await _test.StartAsync())
        {
            var messages = new List<IMessage>();
            foreach (string signal in (string[])["traces", "logs", "metrics", "traces"])
            {
                messages.Add(generator.Request(signal));
                await _test.SendAsync(exporter, messages[^1]);
            }

            OtlpDiff.Write(sent, messages);
        }

        await OtlpDiff.AssertEqualAsync(sent, _test.Output);
    }

    [Fact]
    public async Task A_batch_of_several_requests_is_one_line()
    {
        var generator = new RandomOtlp(3);
        IMessage first = generator.Logs();
        IMessage second = generator.Logs();
        await using (FileExporter exporter = await _test.StartAsync())
        {
            PdataBatch batch = _test.Batches.Of(first, second);
            Assert.Equal(Outcome.Ack, await exporter.ExportAsync(batch, CancellationToken.None));
            batch.Release();
        }

        first.MergeFrom(second.ToByteArray());
        Assert.Equal(first, Assert.Single(_test.Read("logs")));
    }

    [Fact]
    public async Task Signals_and_batches_sent_at_once_leave_only_whole_lines()
    {
        var generator = new RandomOtlp(4);
        var sent = new List<IMessage>();
        await using (FileExporter exporter = await _test.StartAsync())
        {
            var sending = new List<Task>();
            for (int i = 0; i < 60; i++)
            {
                IMessage message = generator.Request((i % 3) switch { 0 => "traces", 1 => "logs", _ => "metrics" });
                sent.Add(message);
                sending.Add(Task.Run(() => _test.SendAsync(exporter, message)));
                if (i % 10 == 0)
                {
                    sending.Add(exporter.FlushAsync(CancellationToken.None).AsTask());
                }
            }

            await Task.WhenAll(sending);
        }

        // Lines of one file may stand in any order.
        HashSet<IMessage> read = [.. _test.Read("traces"), .. _test.Read("logs"), .. _test.Read("metrics")];
        Assert.Equal(60, read.Count);
        Assert.True(read.SetEquals(sent));
    }

    [Fact]
    public async Task A_start_appends_to_the_files_that_are_there()
    {
        var generator = new RandomOtlp(5);
        var sent = new List<IMessage>();
        for (int i = 0; i < 3; i++)
        {
            await using FileExporter exporter = await _test.StartAsync();
            sent.Add(generator.Traces());
            await _test.SendAsync(exporter, sent[^1]);
        }

        Assert.Equal(sent, _test.Read("traces"));
        Assert.DoesNotContain(_test.Logger.Lines, static line => line.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_line_torn_by_a_crash_is_cut_off_at_the_start_and_said_wherever_it_was_torn()
    {
        var generator = new RandomOtlp(6, RandomOtlpOptions.Realistic with { Items = 3 });
        IMessage[] sent = [generator.Logs(), generator.Logs(), generator.Logs()];
        await using (FileExporter exporter = await _test.StartAsync())
        {
            await _test.SendAsync(exporter, sent[0]);
            await _test.SendAsync(exporter, sent[1]);
        }

        string path = _test.PathOf("logs");
        byte[] whole = await File.ReadAllBytesAsync(path);
        int second = Array.IndexOf(whole, (byte)'\n') + 1;
        for (int kept = second; kept < whole.Length; kept += 7)
        {
            await File.WriteAllBytesAsync(path, whole[..kept]);
            int warnings = Warnings();
            await using (FileExporter exporter = await _test.StartAsync())
            {
                Assert.Equal(second, new FileInfo(path).Length);
                await _test.SendAsync(exporter, sent[2]);
            }

            Assert.Equal([sent[0], sent[2]], _test.Read("logs"));
            Assert.Equal(kept == second ? 0 : 1, Warnings() - warnings);
        }

        Assert.Contains(_test.Logger.Lines, line => line.Contains($"cut 7 bytes from the end of {path}", StringComparison.Ordinal));

        int Warnings() => _test.Logger.Lines.Count(static line => line.Contains("torn by a crash", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_long_torn_line_without_any_line_before_it_is_cut_off_whole()
    {
        Directory.CreateDirectory(_test.Output);
        await File.WriteAllTextAsync(_test.PathOf("traces"), new string('x', 300_000));
        await using FileExporter exporter = await _test.StartAsync();
        Assert.Equal(0, new FileInfo(_test.PathOf("traces")).Length);
        Assert.Contains("cut 300000 bytes", string.Join('\n', _test.Logger.Lines));
    }

    [Fact]
    public async Task Files_are_renamed_before_they_exceed_the_limit_and_no_line_is_lost()
    {
        var generator = new RandomOtlp(7, RandomOtlpOptions.Realistic);
        var sent = new List<IMessage>();
        await using (FileExporter exporter = await _test.StartAsync(new FileExporterOptions { MaxFileBytes = 100_000 }))
        {
            for (int i = 0; i < 30; i++)
            {
                sent.Add(generator.Traces());
                Assert.Equal(Outcome.Ack, await _test.SendAsync(exporter, sent[^1]));
            }
        }

        IReadOnlyList<string> names = _test.FileNames;
        Assert.True(names.Count > 3, string.Join(' ', names));
        Assert.Equal("traces-20260102T030405Z-0001.jsonl", names[0]);
        Assert.Equal("traces-20260102T030405Z-0002.jsonl", names[1]);
        Assert.All(names, name => Assert.InRange(new FileInfo(Path.Combine(_test.Output, name)).Length, 1, 100_000));
        Assert.Equal(sent, [.. names.SelectMany(name => _test.Read("traces", name))]);
    }

    [Fact]
    public async Task A_line_longer_than_the_limit_gets_a_file_of_its_own()
    {
        var generator = new RandomOtlp(8, RandomOtlpOptions.Realistic);
        await using (FileExporter exporter = await _test.StartAsync(new FileExporterOptions { MaxFileBytes = 10 }))
        {
            await _test.SendAsync(exporter, generator.Logs());
            await _test.SendAsync(exporter, generator.Logs());
        }

        Assert.Equal(2, _test.FileNames.Count);
        Assert.All(_test.FileNames, name => Assert.Single(_test.Read("logs", name)));
    }

    [Fact]
    public async Task A_second_exporter_on_the_same_folder_refuses_to_start_and_says_why()
    {
        await using FileExporter first = await _test.StartAsync();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => _test.StartAsync());
        Assert.Contains("another process writes to", error.Message);
        Assert.Contains("give each gateway a folder of its own", error.Message);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_stops_the_start_with_a_message_that_names_it()
    {
        await File.WriteAllTextAsync(_test.Output, "a file where the folder should be");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => _test.StartAsync());
        Assert.Contains(_test.Output, error.Message);
    }

    [Fact]
    public async Task The_interval_syncs_what_was_written()
    {
        await using FileExporter exporter = await _test.StartAsync();
        await _test.SendAsync(exporter, new RandomOtlp(9).Traces());
        _test.Time.Advance(TimeSpan.FromSeconds(5));
        _test.Time.Advance(TimeSpan.FromSeconds(5));
        await exporter.FlushAsync(CancellationToken.None);
        Assert.DoesNotContain(_test.Logger.Lines, static line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cancelled_attempt_is_a_retryable_nack_and_writes_nothing()
    {
        await using FileExporter exporter = await _test.StartAsync();
        PdataBatch batch = _test.Batches.Of(new RandomOtlp(10).Traces());
        Outcome outcome = await exporter.ExportAsync(batch, new CancellationToken(canceled: true));
        batch.Release();
        Assert.Equal(OutcomeKind.RetryableNack, outcome.Kind);
        Assert.Empty(_test.FileNames);
    }
}
