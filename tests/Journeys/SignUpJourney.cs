using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

public sealed class SignUpJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task An_owner_signs_up_and_stands_in_the_workspace(int width)
    {
        var page = await browser.Open(app.Address, width);
        var slug = await page.SignUp($"Kedai Ah Seng {width}");
        slug.ShouldBe($"kedai-ah-seng-{width}");
        (await page.Locator("html").GetAttributeAsync("lang")).ShouldBe("en");
        await Assertions.Expect(page.Locator("main")).ToBeVisibleAsync();
        (await page.ContentAsync()).ShouldContain($"Kedai Ah Seng {width}");
    }

    [Fact]
    public async Task What_was_typed_stays_and_each_error_stands_beside_its_field()
    {
        var page = await browser.Open(app.Address);
        await page.GotoAsync("/en/sign-up");
        await page.Field("BusinessName").FillAsync("Kedai Tanpa E-mel");
        await page.Field("Email").FillAsync("bukan-alamat");
        await page.Locator("form[method=post] button[type=submit].btn-primary").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Assertions.Expect(page.Field("BusinessName")).ToHaveValueAsync("Kedai Tanpa E-mel");
        var email = page.Field("Email");
        await Assertions.Expect(email).ToHaveValueAsync("bukan-alamat");
        await Assertions.Expect(email).ToHaveAttributeAsync("aria-invalid", "true");
        var described = (await email.GetAttributeAsync("aria-describedby"))!.Split(' ');
        var said = await Task.WhenAll(described.Select(id => page.Locator($"[id='{id}']").InnerTextAsync()));
        string.Concat(said).ShouldContain("siti@kedai.my");
    }

    [Theory]
    [InlineData("明記茶餐室")]
    [InlineData("முருகன் கடை")]
    public async Task A_name_without_a_latin_letter_gets_an_address_to_begin_with(string name)
    {
        var page = await browser.Open(app.Address);
        await page.GotoAsync("/en/sign-up");
        await page.Field("BusinessName").FillAsync(name);
        await Assertions.Expect(page.Field("Slug")).ToHaveValueAsync(new Regex(@"^kedai-\d{4}$"));
        await Assertions.Expect(page.Locator(".field-said")).ToHaveClassAsync("field-said is-free");
        await page.Field("BusinessName").FillAsync(name + " Trading");
        await Assertions.Expect(page.Field("Slug")).ToHaveValueAsync("trading");
    }

    [Fact]
    public async Task The_form_can_be_filled_and_sent_by_keyboard_alone()
    {
        var page = await browser.Open(app.Address);
        await page.GotoAsync("/en/sign-up");
        await page.Field("BusinessName").FocusAsync();
        await page.Keyboard.TypeAsync("Kedai Papan Kekunci");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Groc");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Selan");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Lim Mei Ling");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("meiling@kedai.my");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(TestBusiness.Password);
        await page.Locator("input[name='Form.Agree']").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/kedai-papan-kekunci/**");
    }

    [Fact]
    public async Task An_address_that_is_taken_is_said_while_it_is_typed_and_another_is_offered()
    {
        var taken = await app.SignUp();
        var page = await browser.Open(app.Address, 360, dark: true);
        await page.GotoAsync("/ms/sign-up");
        await page.Field("Slug").FillAsync(taken.Slug);
        var said = page.Locator(".field-said");
        await Assertions.Expect(said).ToContainTextAsync(taken.Slug);
        await Assertions.Expect(said).ToHaveClassAsync("field-said is-refused");
        await said.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(page.Field("Slug")).ToHaveValueAsync(taken.Slug + "-2");
        await Assertions.Expect(said).ToHaveClassAsync("field-said is-free");
    }

    [Theory]
    [InlineData(360, "ms")]
    [InlineData(360, "en")]
    [InlineData(1440, "ms")]
    public async Task The_answer_about_an_address_moves_nothing_below_it(int width, string language)
    {
        var longest = $"kedai-serbaguna-taman-maju-jaya-{language}-{width}";
        await app.SignUp(longest);
        var page = await browser.Open(app.Address, width);
        await page.GotoAsync($"/{language}/sign-up");
        var below = page.Locator("input[name='Form.Agree']");
        var said = page.Locator(".field-said");
        await said.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        var before = (await below.BoundingBoxAsync())!.Y;
        foreach (
            var (typed, state) in new[]
            {
                ("kedai-yang-belum-ada", "free"),
                (longest, "refused"),
                ("Kedai Ah Seng!", "refused"),
                ("admin", "refused"),
            }
        )
        {
            await page.Field("Slug").FillAsync(typed);
            await Assertions.Expect(said).ToHaveClassAsync("field-said is-" + state);
            await Assertions.Expect(said).Not.ToBeEmptyAsync();
            (await below.BoundingBoxAsync())!.Y.ShouldBe(before, $"whoever was about to press it would miss it: {typed}");
        }
    }

    [Fact]
    public async Task A_refused_form_keeps_the_password_and_no_page_ever_holds_it()
    {
        var taken = await app.SignUp();
        var page = await browser.Open(app.Address);
        await page.GotoAsync("/en/sign-up");
        await page.Field("BusinessName").FillAsync("Kedai Ros");
        await page.Field("Slug").FillAsync(taken.Slug);
        await page.Field("Industry").SelectOptionAsync("retail.grocery");
        await page.Field("State").SelectOptionAsync("10");
        await page.Field("OwnerName").FillAsync("Rosnah");
        await page.Field("Email").FillAsync($"{Guid.NewGuid():N}@kedai.my");
        await page.Field("Password").FillAsync(TestBusiness.Password);
        await page.Locator("input[type=checkbox][name='Form.Agree']").CheckAsync();
        var send = page.Locator("form[method=post] button[type=submit].btn-primary");
        var refused = await page.RunAndWaitForResponseAsync(() => send.ClickAsync(), answer => answer.Request.Method == "POST");
        var html = await refused.TextAsync();
        html.ShouldContain("already used");
        html.ShouldNotContain(TestBusiness.Password);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("already used");
        await Assertions.Expect(page.Field("Password")).ToHaveValueAsync(TestBusiness.Password);
        await Assertions.Expect(page.Field("OwnerName")).ToHaveValueAsync("Rosnah");
        await page.Field("Slug").FillAsync(taken.Slug + "-lain");
        await send.ClickAsync();
        await page.WaitForURLAsync($"**/{taken.Slug}-lain/**");
    }
}
