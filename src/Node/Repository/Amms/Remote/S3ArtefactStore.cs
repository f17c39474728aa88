using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Repository.Amms.Remote;

/// <summary>
/// A prefix of an S3 bucket. Credentials come from the environment, as for all programs of Amazon's kit
/// (<c>AWS_ACCESS_KEY_ID</c>, <c>AWS_SECRET_ACCESS_KEY</c>, a profile, the machine's role).
/// </summary>
internal sealed class S3ArtefactStore : IArtefactStore
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private readonly string _bucket;
    private readonly string _prefix;
    private readonly AmazonS3Client _s3;

    /// <summary>Asks for nothing yet.</summary>
    /// <param name="url">Bucket and prefix, checked.</param>
    /// <param name="endpoint">The address of a compatible store, asked by path; empty for Amazon's.</param>
    /// <param name="region">The bucket's region.</param>
    /// <param name="credentials">Who asks; null: as the environment says.</param>
    public S3ArtefactStore(string url, string endpoint, string region, AWSCredentials? credentials = null)
    {
        (_bucket, _prefix) = LoadUrl.S3(url);
        var config = new AmazonS3Config
        {
            AuthenticationRegion = region,
            Timeout = AnswerTimeout,
            MaxErrorRetry = 1,
            // compatible stores do not all send the newer checksums; a file's own hash is kept anyway
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (endpoint.Length > 0)
            (config.ServiceURL, config.ForcePathStyle) = (endpoint, true);
        else
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region);
        _s3 = credentials is null ? new AmazonS3Client(config) : new AmazonS3Client(credentials, config);
    }

    public Task<IReadOnlyList<RemoteFile>> ListAsync(IReadOnlyCollection<ModelName> models, CancellationToken cancellation) =>
        GuardAsync<IReadOnlyList<RemoteFile>>(async () =>
        {
            var files = new List<RemoteFile>();
            var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = _prefix };
            do
            {
                var page = await _s3.ListObjectsV2Async(request, cancellation);
                files.AddRange((page.S3Objects ?? []).Select(found => new RemoteFile(found.Key[_prefix.Length..], found.ETag)));
                request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
            }
            while (request.ContinuationToken is not null && files.Count < ListingReader.MaxFiles);
            return files;
        }, cancellation);

    public Task<RemoteContent?> OpenAsync(RemoteFile file, string? knownStamp, CancellationToken cancellation) =>
        GuardAsync<RemoteContent?>(async () =>
        {
            var answer = await _s3.GetObjectAsync(new GetObjectRequest { BucketName = _bucket, Key = _prefix + file.Path }, cancellation);
            return new RemoteContent(answer.ResponseStream, file.Stamp, answer);
        }, cancellation);

    public void Dispose() => _s3.Dispose();

    private async Task<T> GuardAsync<T>(Func<Task<T>> ask, CancellationToken cancellation)
    {
        var where = $"s3://{_bucket}/{_prefix}";
        try
        {
            return await ask();
        }
        catch (AmazonS3Exception e)
        {
            throw new ArtefactStoreException($"{where}: {e.ErrorCode}: {e.Message}", e);
        }
        catch (AmazonClientException e) when (e.Message.Contains("resolve AWS credentials", StringComparison.Ordinal))
        {
            throw new ArtefactStoreException(
                $"{where}: no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the node's environment", e);
        }
        catch (Exception e) when (e is AmazonClientException or HttpRequestException or IOException)
        {
            throw new ArtefactStoreException($"{where} cannot be reached: {(e.InnerException ?? e).Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ArtefactStoreException($"{where} did not answer within {AnswerTimeout.TotalSeconds} s", e);
        }
    }
}
