using Microsoft.Extensions.Options;

namespace ModelCluster.Api.Http;

/// <summary>Checks the settings at start.</summary>
[OptionsValidator]
internal sealed partial class OpenInferenceOptionsValidator : IValidateOptions<OpenInferenceOptions>;
