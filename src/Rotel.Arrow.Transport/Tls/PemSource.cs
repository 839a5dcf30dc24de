using System.Text;

namespace Rotel.Arrow.Transport.Tls;

/// <summary>PEM text from a file or from the command line: Rotel's pairs <c>...-file</c> and <c>...-pem</c>.</summary>
/// <param name="Option">The pair's name without its ending, for messages: <c>--otlp-exporter-tls-ca</c>.</param>
/// <param name="File">Path of a PEM file; null when <paramref name="Pem"/> is given.</param>
/// <param name="Pem">PEM text; null when <paramref name="File"/> is given.</param>
public sealed record PemSource(string Option, string? File, string? Pem)
{
    /// <summary>Most bytes read: a bundle of all public roots has about 220 kB.</summary>
    private const int MaxBytes = 4 << 20;

    /// <summary>The option that was used, for messages.</summary>
    public string UsedOption => File is not null ? Option + "-file" : Option + "-pem";

    /// <summary>A source, or null when neither is given.</summary>
    public static PemSource? From(string option, string? file, string? pem) =>
        string.IsNullOrEmpty(file) && string.IsNullOrEmpty(pem)
            ? null
            : new PemSource(option, string.IsNullOrEmpty(file) ? null : file, string.IsNullOrEmpty(pem) ? null : pem);

    /// <summary>The text.</summary>
    /// <exception cref="TransportOptionException">Both are given, or the file cannot be read.</exception>
    public string Read()
    {
        if (File is not null && Pem is not null)
        {
            throw new TransportOptionException(Option + "-file", $"give either this or {Option}-pem, not both");
        }

        return Pem ?? ReadFile();
    }

    /// <summary>Names the source and never shows a key.</summary>
    public override string ToString() => File is not null ? $"{UsedOption} '{File}'" : UsedOption;

    private string ReadFile()
    {
        try
        {
            // Read up to the bound and not by the declared length, which a device or a pipe does not have.
            using FileStream stream = System.IO.File.OpenRead(File!);
            var bytes = new MemoryStream();
            byte[] buffer = new byte[16 << 10];
            int read;
            while ((read = stream.Read(buffer)) > 0)
            {
                if (bytes.Length + read > MaxBytes)
                {
                    throw new TransportOptionException(UsedOption, $"'{File}' is larger than {MaxBytes >> 20} MiB, which no PEM file is");
                }

                bytes.Write(buffer, 0, read);
            }

            return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TransportOptionException(UsedOption, $"the file '{File}' does not exist", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TransportOptionException(UsedOption, $"the file '{File}' cannot be read: {e.Message}", e);
        }
    }
}
