namespace Mien.Portraits;

/// <summary>
/// Draws random portraits. The same seed gives the same portrait, on every machine and for every number of threads.
/// </summary>
public static class PortraitSampler
{
    /// <summary>A random person with a random expression and pose before a random background.</summary>
    /// <param name="seed">Any number; each gives another portrait.</param>
    public static Portrait Sample(ulong seed) => new()
    {
        Identity = SampleIdentity(seed),
        Expression = SampleExpression(seed),
        Pose = SamplePose(seed),
        Scene = SampleScene(seed),
    };

    /// <summary>
    /// A random person. Parameters that the picture cannot show (the shape of glasses that nobody wears) are neutral.
    /// </summary>
    public static Identity SampleIdentity(ulong seed)
    {
        RandomNumbers r = new(seed, 1);
        bool bearded = r.Chance(0.22f);
        float length = bearded ? 0.05f + (0.3f * r.Uniform()) : r.Chance(0.45f)
            ? 0.3f + (0.7f * r.Uniform()) : 0.25f * r.Uniform();
        float volume = r.Uniform(), wave = r.Uniform(), fringe = r.Chance(0.35f) ? 0.4f + (0.6f * r.Uniform()) : 0f;
        float melanin = r.Uniform();
        float age = r.Uniform() * r.Uniform();
        float grey = r.Chance(0.2f) ? r.Uniform() : 0f;
        bool glasses = r.Chance(0.2f);
        return new()
        {
            FaceWidth = r.Shape(),
            FaceLength = r.Shape(),
            SkullHeight = r.Shape(),
            JawWidth = r.Shape(),
            ChinLength = r.Shape(),
            ChinWidth = r.Shape(),
            ChinProjection = r.Shape(),
            CheekFullness = r.Shape(),
            Cheekbones = r.Shape(),
            NoseLength = r.Shape(),
            NoseWidth = r.Shape(),
            NoseProjection = r.Shape(),
            NoseBridge = r.Shape(),
            NoseTip = r.Shape(),
            EyeSize = r.Shape(),
            EyeSpacing = r.Shape(),
            EyeTilt = r.Shape(),
            EyeOpening = r.Shape(),
            EyeDepth = r.Shape(),
            BrowHeight = r.Shape(),
            BrowThickness = r.Shape(),
            BrowArch = r.Shape(),
            MouthWidth = r.Shape(),
            MouthHeight = r.Shape(),
            UpperLip = r.Shape(),
            LowerLip = r.Shape(),
            EarSize = length > 0.3f ? 0f : r.Shape(),
            EarAngle = length > 0.3f ? 0.3f : 0.7f * r.Uniform(),
            NeckWidth = bearded ? Math.Abs(r.Shape()) : r.Shape(),
            Melanin = melanin,
            Redness = r.Uniform(),
            Age = age,
            Freckles = melanin < 0.5f && r.Chance(0.25f) ? 0.3f + (0.7f * r.Uniform()) : 0f,
            LipColour = bearded ? 0.3f * r.Uniform() : r.Uniform(),
            EyeColour = melanin > 0.65f ? 0.3f * r.Uniform() : r.Uniform(),
            HairLength = length,
            HairVolume = volume,
            HairWave = wave,
            Fringe = fringe,
            Parting = (2f * r.Uniform()) - 1f,
            Hairline = r.Shape(),
            HairDarkness = melanin > 0.6f ? 0.75f + (0.25f * r.Uniform()) : r.Uniform(),
            HairRedness = r.Uniform(),
            HairGrey = grey,
            Beard = bearded ? 0.2f + (0.8f * r.Uniform()) : 0f,
            Glasses = glasses ? 0.55f + (0.45f * r.Uniform()) : 0f,
            GlassesShape = glasses ? r.Uniform() : 0f,
        };
    }

    /// <summary>A random expression: some action units at random strength, as faces combine them.</summary>
    public static Expression SampleExpression(ulong seed)
    {
        RandomNumbers r = new(seed, 2);
        float smile = r.Sometimes(0.5f), brows = r.Sometimes(0.3f), jaw = r.Sometimes(0.35f);
        bool blink = r.Chance(0.12f);
        float both = r.Uniform();
        bool wink = r.Chance(0.06f);
        bool wideEyed = !blink && r.Chance(0.25f);
        return new()
        {
            BrowRaiseInner = Math.Max(brows * r.Uniform(), r.Sometimes(0.2f)),
            BrowRaiseOuter = Math.Max(brows * r.Uniform(), r.Sometimes(0.2f)),
            BrowLower = brows > 0f ? 0f : r.Sometimes(0.3f),
            LidRaise = wideEyed ? r.Uniform() : 0f,
            CheekRaise = smile > 0f ? smile * r.Uniform() : r.Sometimes(0.15f),
            Smile = smile,
            LipCornerDepress = smile > 0f ? 0f : r.Sometimes(0.3f),
            Pucker = smile > 0f ? 0f : r.Sometimes(0.2f),
            LipsPart = Math.Max(r.Sometimes(0.4f), 0.5f * jaw),
            JawDrop = jaw,
            BlinkLeft = blink ? both : wink ? r.Uniform() : 0f,
            BlinkRight = blink ? both : 0f,
            GazeX = r.Signed() * r.Uniform(),
            GazeY = r.Signed() * r.Uniform(),
        };
    }

    /// <summary>
    /// A random expression in which every action unit is common and strong, rare ones as well as others, each eye
    /// closes alone as often as the other, and only what pulls against each other excludes itself: less like people,
    /// for those who have to learn every action unit.
    /// </summary>
    /// <param name="seed">Any number; each gives another expression, and another one than
    /// <see cref="SampleExpression"/> does.</param>
    public static Expression SampleActiveExpression(ulong seed)
    {
        RandomNumbers r = new(seed, 5);
        float brows = r.Uniform(), mouth = r.Uniform(), lids = r.Uniform();
        float closed = r.Uniform(), jaw = Often(0.4f);
        return new()
        {
            BrowRaiseInner = brows < 0.5f ? Often(0.7f) : 0f,
            BrowRaiseOuter = brows < 0.5f ? Often(0.7f) : 0f,
            BrowLower = brows is >= 0.5f and < 0.9f ? Strong() : 0f,
            LidRaise = lids < 0.35f ? Strong() : 0f,
            CheekRaise = Often(0.5f),
            Smile = mouth < 0.35f ? Strong() : 0f,
            LipCornerDepress = mouth is >= 0.35f and < 0.75f ? Strong() : 0f,
            Pucker = mouth >= 0.6f ? Strong() : 0f,
            LipsPart = Math.Max(Often(0.35f), 0.5f * jaw),
            JawDrop = jaw,
            BlinkLeft = lids is >= 0.35f and < 0.65f ? closed : 0f,
            BlinkRight = lids is >= 0.5f and < 0.8f ? closed : 0f,
            GazeX = r.Signed(),
            GazeY = r.Signed(),
        };

        float Strong() => Math.Max(r.Uniform(), r.Uniform());
        float Often(float probability) => r.Chance(probability) ? Strong() : 0f;
    }

    /// <summary>A random pose, more often near the front than near the limits.</summary>
    public static Pose SamplePose(ulong seed)
    {
        RandomNumbers r = new(seed, 3);
        return new() { Yaw = 25f * r.Shape(), Pitch = 15f * r.Shape(), Roll = 10f * r.Shape() };
    }

    /// <summary>Random light, background and clothes.</summary>
    public static Scene SampleScene(ulong seed)
    {
        RandomNumbers r = new(seed, 4);
        return new()
        {
            LightAzimuth = 65f * r.Signed(),
            LightElevation = 5f + (50f * r.Uniform()),
            LightWarmth = r.Shape(),
            LightContrast = r.Uniform(),
            Exposure = r.Shape(),
            BackgroundHue = r.Uniform(),
            BackgroundSaturation = r.Uniform() * r.Uniform(),
            BackgroundLightness = r.Uniform(),
            BackgroundGradient = r.Signed(),
            BackgroundBlobs = r.Chance(0.6f) ? r.Uniform() : 0f,
            BackgroundSeed = r.Uniform(),
            ClothesHue = r.Uniform(),
            ClothesSaturation = r.Uniform() * r.Uniform(),
            ClothesLightness = r.Uniform(),
            Neckline = r.Uniform(),
        };
    }
}
