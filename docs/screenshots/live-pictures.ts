// The live page in the middle of an outage, with an order booked by hand on either side.
import type { Browser } from 'playwright-core';
import { whileLive } from './commands.ts';

const patience = { timeout: 60_000 };

/** Takes `live.png`: what a room sees just after billing has come back. */
export async function takeLivePictures(browser: Browser, dir: string): Promise<void> {
  await whileLive(['--rate', '30', '--out', dir], async (url) => {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(url);
    await page.locator('#connection[data-open="true"]').waitFor(patience);
    const button = page.locator('[data-fault="billing-down"]');
    // A steady stretch first, so that the outage has something to stand out from.
    await page.waitForTimeout(45_000);
    await button.click();
    await page.locator('[data-fault="billing-down"][data-state="on"]').waitFor(patience);
    await page.keyboard.press('1');
    await page.keyboard.press('2');
    await page.locator('form[data-contender="rest"] [data-state="failed"]').waitFor(patience);
    await page.waitForTimeout(20_000);
    await button.click();
    await page.locator('form[data-contender="broker"] [data-state="confirmed"]').waitFor(patience);
    await page.waitForTimeout(20_000);
    await page.evaluate('document.activeElement.blur()');
    await page.screenshot({ path: `${dir}/live.png`, fullPage: true });
    await page.close();
  });
}
