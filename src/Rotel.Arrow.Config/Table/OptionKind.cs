namespace Rotel.Arrow.Config.Table;

/// <summary>What the text of an option means; decides parsing, help and error messages.</summary>
public enum OptionKind : byte
{
    /// <summary>True or false; the bare flag is true.</summary>
    Flag,

    /// <summary>Any text.</summary>
    Text,

    /// <summary>One of <see cref="OptionDefinition.Allowed"/>.</summary>
    Choice,

    /// <summary>Several of <see cref="OptionDefinition.Allowed"/>, with commas between them.</summary>
    ChoiceList,

    /// <summary>Names with commas between them.</summary>
    NameList,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A time span (<see cref="Values.DurationText"/>); bounds are in ticks of 100 ns.</summary>
    Duration,

    /// <summary>A size (<see cref="Values.ByteSizeText"/>); bounds are in bytes.</summary>
    Bytes,

    /// <summary>Where to listen (<see cref="Values.ListenEndpoint"/>).</summary>
    Endpoint,

    /// <summary>Where to send to; without a scheme it is <c>http://</c>.</summary>
    Url,

    /// <summary>A file that must exist.</summary>
    File,

    /// <summary>A directory; made when it is needed.</summary>
    Directory,

    /// <summary>The path of a URL; begins with a slash.</summary>
    UrlPath,

    /// <summary>A map (<see cref="Values.KeyValueText"/>).</summary>
    KeyValues,
}
