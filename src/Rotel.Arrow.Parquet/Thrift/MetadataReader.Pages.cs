using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Inspect;

namespace Rotel.Arrow.Parquet.Thrift;

/// <content>Page headers, page indexes, bloom filter headers.</content>
internal ref partial struct MetadataReader
{
    public ParquetPageHeader PageHeader()
    {
        var page = new ParquetPageHeader { Type = (ParquetPageType)(-1), IsCompressed = true };
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            switch (id)
            {
                case 1:
                    page = page with { Type = (ParquetPageType)_from.Int32(type) };
                    break;
                case 2:
                    page = page with { UncompressedSize = _from.Int32(type) };
                    break;
                case 3:
                    page = page with { CompressedSize = _from.Int32(type) };
                    break;
                case 4:
                    page = page with { Crc = _from.Int32(type) };
                    break;
                case 5:
                    _from.ExpectStruct(type);
                    page = DataPage(page);
                    break;
                case 7:
                    _from.ExpectStruct(type);
                    page = DictionaryPage(page);
                    break;
                case 8:
                    _from.ExpectStruct(type);
                    page = DataPageV2(page);
                    break;
                default:
                    _from.Skip(type);
                    break;
            }
        }

        if (page.CompressedSize < 0 || page.UncompressedSize < 0 || page.ValueCount < 0)
        {
            _from.Fail("a page header with a negative size or count");
        }

        return page;
    }

    public ParquetOffsetIndex OffsetIndex()
    {
        List<ParquetPageLocation> pages = [];
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            if (id == 1)
            {
                for (int left = StructList(type); left > 0; left--)
                {
                    pages.Add(PageLocation());
                }
            }
            else
            {
                _from.Skip(type);
            }
        }

        return new ParquetOffsetIndex(pages);
    }

    public ParquetColumnIndex ColumnIndex()
    {
        List<bool> nullPages = [];
        List<byte[]> mins = [], maxes = [];
        List<long> nulls = [];
        int order = 0;
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            switch (id)
            {
                case 1:
                    int flags = _from.List(type, out _, int.MaxValue);
                    Spend(flags);
                    for (; flags > 0; flags--)
                    {
                        // A boolean element is one byte, written as element type 1 or 2; 1 is true.
                        nullPages.Add(_from.Integer(ThriftType.I8) == ThriftType.True);
                    }

                    break;
                case 2 or 3:
                    List<byte[]> bounds = id == 2 ? mins : maxes;
                    int count = _from.List(type, out byte element, int.MaxValue);
                    Spend(count);
                    for (; count > 0; count--)
                    {
                        bounds.Add(_from.Binary(element).ToArray());
                    }

                    break;
                case 4:
                    order = _from.Int32(type);
                    break;
                case 5:
                    int counts = _from.List(type, out byte number, int.MaxValue);
                    Spend(counts);
                    for (; counts > 0; counts--)
                    {
                        nulls.Add(_from.Integer(number));
                    }

                    break;
                default:
                    _from.Skip(type);
                    break;
            }
        }

        if (mins.Count != nullPages.Count || maxes.Count != nullPages.Count)
        {
            _from.Fail("a column index whose lists differ in length");
        }

        return new ParquetColumnIndex(nullPages, mins, maxes, order, nulls);
    }

    /// <summary>Bytes of the bitset behind a bloom filter header.</summary>
    public int BloomFilterBytes()
    {
        int bytes = 0;
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            if (id == 1)
            {
                bytes = _from.Int32(type);
            }
            else
            {
                _from.Skip(type);
            }
        }

        return bytes;
    }

    private ParquetPageLocation PageLocation()
    {
        long offset = 0, firstRow = 0;
        int bytes = 0;
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            switch (id)
            {
                case 1:
                    offset = _from.Integer(type);
                    break;
                case 2:
                    bytes = _from.Int32(type);
                    break;
                case 3:
                    firstRow = _from.Integer(type);
                    break;
                default:
                    _from.Skip(type);
                    break;
            }
        }

        return new ParquetPageLocation(offset, bytes, firstRow);
    }

    private ParquetPageHeader DataPage(ParquetPageHeader page)
    {
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            switch (id)
            {
                case 1:
                    page = page with { ValueCount = _from.Int32(type) };
                    break;
                case 2:
                    page = page with { Encoding = (ParquetEncoding)_from.Int32(type) };
                    break;
                case 3:
                    page = page with { DefinitionEncoding = (ParquetEncoding)_from.Int32(type) };
                    break;
                case 4:
                    page = page with { RepetitionEncoding = (ParquetEncoding)_from.Int32(type) };
                    break;
                default:
                    _from.Skip(type);
                    break;
            }
        }

        return page;
    }

    private ParquetPageHeader DictionaryPage(ParquetPageHeader page)
    {
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            switch (id)
            {
                case 1:
                    page = page with { ValueCount = _from.Int32(type) };
                    break;
                case 2:
                    page = page with { Encoding = (ParquetEncoding)_from.Int32(type) };
                    break;
                default:
                    _from.Skip(type);
                    break;
            }
        }

        return page;
    }

    private ParquetPageHeader DataPageV2(ParquetPageHeader page)
    {
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            switch (id)
            {
                case 1:
                    page = page with { ValueCount = _from.Int32(type) };
                    break;
                case 2:
                    page = page with { NullCount = _from.Int32(type) };
                    break;
                case 3:
                    page = page with { RowCount = _from.Int32(type) };
                    break;
                case 4:
                    page = page with { Encoding = (ParquetEncoding)_from.Int32(type) };
                    break;
                case 5:
                    page = page with { DefinitionBytes = _from.Int32(type) };
                    break;
                case 6:
                    page = page with { RepetitionBytes = _from.Int32(type) };
                    break;
                case 7:
                    page = page with { IsCompressed = _from.Bool(type) };
                    break;
                default:
                    _from.Skip(type);
                    break;
            }
        }

        return page;
    }
}
