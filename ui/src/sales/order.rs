//! The order as it is put together: plain rules, without a window.

use airside_shared::{
    Fault,
    ids::ProductId,
    ipc::{OrderLine, TrolleyItem},
    money::{Currency, Money},
};

/// The most of one product in one order; the sale's own rule says the same.
const MOST: i64 = 99;

/// Units of a product in the order.
pub fn quantity_of(lines: &[OrderLine], product: ProductId) -> i64 {
    lines.iter().find(|line| line.product == product).map_or(0, |line| line.quantity)
}

/// Puts `by` more of a product in, never more than are `left`; a line of nothing goes.
pub fn change(lines: &mut Vec<OrderLine>, product: ProductId, by: i64, left: i64) {
    let most = left.min(MOST);
    match lines.iter_mut().find(|line| line.product == product) {
        Some(line) => line.quantity = (line.quantity + by).min(most),
        None => lines.push(OrderLine { product, quantity: by.min(most) }),
    }
    lines.retain(|line| line.quantity > 0);
}

/// What the lines cost; `no_price` when one of them is not sold in that currency.
pub fn total(lines: &[OrderLine], items: &[TrolleyItem], currency: Currency) -> Result<Money, Fault> {
    lines.iter().try_fold(Money::zero(currency), |sum, line| {
        let item = items.iter().find(|item| item.product.id == line.product);
        let price = item.and_then(|item| item.product.price(currency));
        let price = price.ok_or_else(|| {
            Fault::of("currency", "no_price", format!("One product has no price in {currency}: take it off."))
        })?;
        sum.plus(price.times(line.quantity)?)
    })
}

/// The product that a usual drink means: every word of its first phrase is in the product's name, and some are
/// left. "Sparkling water, no ice" is the sparkling water of the trolley; "Black coffee" names none.
pub fn usual<'a>(drink: &str, items: &'a [TrolleyItem]) -> Option<&'a TrolleyItem> {
    let drink = drink.to_lowercase();
    let phrase = drink.split(',').next().unwrap_or_default();
    let phrase = phrase.split(" with ").next().unwrap_or_default();
    let wanted: Vec<&str> = phrase.split_whitespace().collect();
    let fits = |item: &&TrolleyItem| {
        let name = item.product.name.to_lowercase();
        let words: Vec<&str> = name.split_whitespace().collect();
        item.left > 0 && wanted.iter().all(|word| words.contains(word))
    };
    if wanted.is_empty() { None } else { items.iter().find(fits) }
}

#[cfg(test)]
mod tests {
    use airside_shared::{ids::Uuid, sales::Product};

    use super::*;

    fn item(n: u128, name: &str, usd: i64, left: i64) -> TrolleyItem {
        let product = Product {
            id: ProductId(Uuid::from_u128(n)),
            sku: format!("P{n}"),
            name: name.into(),
            names: Default::default(),
            category: "cold_drinks".into(),
            prices: vec![Money::new(usd, Currency::USD)],
            allergens: Vec::new(),
            adults_only: false,
            rest: Default::default(),
        };
        TrolleyItem { product, left, loaded: 20 }
    }

    #[test]
    fn an_order_never_asks_for_more_than_is_on_the_trolley() {
        let product = ProductId(Uuid::from_u128(1));
        let mut lines = Vec::new();
        for _ in 0..5 {
            change(&mut lines, product, 1, 3);
        }
        assert_eq!(quantity_of(&lines, product), 3);
    }

    #[test]
    fn a_line_of_nothing_goes_and_a_sold_out_product_makes_none() {
        let product = ProductId(Uuid::from_u128(1));
        let mut lines = vec![OrderLine { product, quantity: 1 }];
        change(&mut lines, product, -1, 3);
        assert!(lines.is_empty());
        change(&mut lines, product, 1, 0);
        assert!(lines.is_empty());
    }

    #[test]
    fn the_total_is_that_of_the_chosen_currency_or_says_what_has_no_price() {
        let items = [item(1, "Cola 330 ml", 350, 9)];
        let lines = [OrderLine { product: items[0].product.id, quantity: 3 }];
        assert_eq!(total(&lines, &items, Currency::USD).unwrap(), Money::new(1050, Currency::USD));
        assert_eq!(total(&lines, &items, Currency::EUR).unwrap_err().code, "no_price");
    }

    #[test]
    fn a_usual_drink_finds_its_product_only_when_it_is_surely_that() {
        let items = [item(1, "Decaffeinated coffee", 350, 9), item(2, "Sparkling water 330 ml", 300, 9)];
        let found = usual("Sparkling water, no ice", &items).unwrap();
        assert_eq!(found.product.id, items[1].product.id);
        assert!(usual("Black coffee", &items).is_none());
        assert!(usual("", &items).is_none());
    }
}
