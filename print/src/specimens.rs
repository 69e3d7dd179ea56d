//! Documents as an agent would print them, for tests and for looking at.

use jiff::Timestamp;

use super::content::{
    AmountLine, Direction, Paper, ReceiptLabels, ReceiptPrint, SaleLine, Sheet, VoucherLabels, VoucherPrint,
};

/// As long and as dense as the signed code of a voucher: 152 bytes in base45.
pub fn voucher_code() -> String {
    "NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL-AH-R6IOO6+IUKRG*I.I5BROCWAAT4V22F/8X*G3M9JUPY0BX/KR96R/S09T./0LWTKD33236J3TA3M".repeat(3)[..228]
        .to_owned()
}

fn text(source: &str) -> String {
    source.to_owned()
}

fn created() -> Timestamp {
    Timestamp::from_second(1_360_350_300).unwrap_or_default()
}

fn amount(label: &str, amount: &str) -> AmountLine {
    AmountLine { label: text(label), amount: text(amount) }
}

fn sale(quantity: &str, name: &str, unit: &str, amount: &str) -> SaleLine {
    SaleLine { quantity: text(quantity), name: text(name), unit: text(unit), amount: text(amount) }
}

pub fn meal_voucher(paper: Paper) -> VoucherPrint {
    VoucherPrint {
        sheet: Sheet {
            paper,
            direction: Direction::Ltr,
            language: text("en"),
            airline: text("Meridian Atlantic"),
            title: text("Meal voucher"),
            copy_label: text("COPY"),
            copy: false,
            issued: text("Issued 8 February 2013, 14:05 at New York JFK, Terminal 7, desk 12"),
            page_label: text("Page {page} of {pages}"),
            created: created(),
        },
        labels: VoucherLabels {
            number: text("Voucher number"),
            amount: text("Value"),
            passenger: text("Passenger"),
            pnr: text("Booking"),
            flight: text("Flight"),
            place: text("Where"),
            valid_from: text("Valid from"),
            valid_to: text("Valid until"),
            scan: text("Show this code when you pay. It can be used once."),
            explanation: text("Why you receive this"),
            terms: text("Terms"),
        },
        number: text("V7K2-90QX-4M"),
        amount: text("USD 15.00"),
        passenger: text("Siobhán O’Brien-Żółkiewska"),
        passenger_latin: text("OBRIENZOLKIEWSKA/SIOBHAN"),
        pnr: text("K7QX2M"),
        flight: text("MA 178 · JFK – LHR · 8 Feb"),
        place: text("JFK Terminal 7"),
        valid_from: text("8 Feb, 14:05"),
        valid_to: text("9 Feb, 06:00"),
        qr: voucher_code(),
        explanation: vec![
            text("Flight MA 178 of 8 February is cancelled because of the snowstorm."),
            text(
                "Your new flight MA 180 leaves 19 hours later. From 3 hours of waiting we owe you a meal (EU 261/2004, Article 9).",
            ),
            text("This does not replace any compensation that you may be due."),
        ],
        terms: vec![
            text("Valid for food and drinks without alcohol at the restaurants and shops of the terminal."),
            text("The till takes the code above; without it the voucher has no value. No change is given."),
            text("Not transferable and not to be exchanged for money."),
        ],
    }
}

pub fn arabic_voucher(paper: Paper) -> VoucherPrint {
    let english = meal_voucher(paper);
    VoucherPrint {
        sheet: Sheet {
            direction: Direction::Rtl,
            language: text("ar"),
            airline: text("ميريديان أتلانتيك"),
            title: text("قسيمة وجبة"),
            copy_label: text("نسخة"),
            issued: text("صدرت في 8 فبراير 2013، الساعة 14:05 في نيويورك JFK، المبنى 7، المكتب 12"),
            page_label: text("صفحة {page} من {pages}"),
            ..english.sheet
        },
        labels: VoucherLabels {
            number: text("رقم القسيمة"),
            amount: text("القيمة"),
            passenger: text("المسافر"),
            pnr: text("الحجز"),
            flight: text("الرحلة"),
            place: text("المكان"),
            valid_from: text("صالحة من"),
            valid_to: text("صالحة حتى"),
            scan: text("أبرز هذا الرمز عند الدفع. يُستخدم مرة واحدة."),
            explanation: text("لماذا تحصل على هذه القسيمة"),
            terms: text("الشروط"),
        },
        amount: text("15.00 دولار"),
        passenger: text("محمد بن عبدالله الغامدي"),
        passenger_latin: text("ALGHAMDI/MOHAMMED"),
        flight: text("MA 178 · JFK – LHR · 8 فبراير"),
        place: text("المبنى 7 في JFK"),
        valid_from: text("8 فبراير، 14:05"),
        valid_to: text("9 فبراير، 06:00"),
        explanation: vec![
            text("أُلغيت الرحلة MA 178 بتاريخ 8 فبراير بسبب العاصفة الثلجية."),
            text(
                "تغادر رحلتك الجديدة MA 180 بعد 19 ساعة. بعد ثلاث ساعات من الانتظار نقدّم لك وجبة (المادة 9 من اللائحة EU 261/2004).",
            ),
            text("لا يحل ذلك محل أي تعويض مستحق لك."),
        ],
        terms: vec![
            text("صالحة للطعام والمشروبات غير الكحولية في مطاعم ومتاجر المبنى."),
            text("يقرأ الصندوق الرمز أعلاه، ولا قيمة للقسيمة من دونه. لا يُرد الباقي نقدًا."),
            text("غير قابلة للتحويل ولا للاستبدال بالنقود."),
        ],
        ..english
    }
}

pub fn sale_receipt(paper: Paper) -> ReceiptPrint {
    ReceiptPrint {
        sheet: Sheet {
            title: text("Receipt"),
            issued: text("Printed on board MA 178 on 8 February 2013, 21:47 UTC"),
            ..meal_voucher(paper).sheet
        },
        labels: ReceiptLabels {
            number: text("Sale number"),
            flight: text("Flight"),
            crew: text("Served by"),
            time: text("Time"),
            stock: text("Trolley"),
            item: text("Item"),
            quantity: text("Qty"),
            unit: text("Price"),
            amount: text("Amount"),
            tenders: text("Paid with"),
            void: text("VOID"),
        },
        number: text("S-178-0042"),
        flight: text("MA 178 · JFK – LHR"),
        crew: text("N. Papadopoulou"),
        time: text("8 Feb 2013, 21:47"),
        stock: text("T2 aft"),
        lines: vec![
            sale("2", "Sparkling water, 330 ml", "4.00", "8.00"),
            sale("1", "Toasted sandwich with cheddar and ham", "9.50", "9.50"),
            sale(
                "1",
                "Noise-cancelling headphones, graphite, with travel case and adapter for the seat",
                "129.00",
                "129.00",
            ),
        ],
        totals: vec![amount("Subtotal", "146.50"), amount("Gold tier, 10 %", "−14.65")],
        total: amount("Total USD", "131.85"),
        tax: vec![amount("includes VAT 20 %", "21.98")],
        tenders: vec![
            amount("Visa ···· 4242", "100.00"),
            amount("Cash USD", "40.00"),
            amount("Change USD", "−8.15"),
        ],
        notes: vec![
            text("Thank you for flying with us. Keep this receipt: goods can be returned within 30 days."),
            text("Meridian Atlantic Airways Inc., 1 Terminal Road, New York"),
        ],
        void: false,
        qr: String::new(),
    }
}

pub fn arabic_receipt(paper: Paper) -> ReceiptPrint {
    let english = sale_receipt(paper);
    ReceiptPrint {
        sheet: Sheet {
            title: text("إيصال"),
            issued: text("طُبع على متن الرحلة MA 178 في 8 فبراير 2013، 21:47 UTC"),
            ..arabic_voucher(paper).sheet
        },
        labels: ReceiptLabels {
            number: text("رقم البيع"),
            flight: text("الرحلة"),
            crew: text("خدمكم"),
            time: text("الوقت"),
            stock: text("العربة"),
            item: text("الصنف"),
            quantity: text("الكمية"),
            unit: text("السعر"),
            amount: text("المبلغ"),
            tenders: text("طريقة الدفع"),
            void: text("ملغى"),
        },
        crew: text("ليلى حدّاد"),
        time: text("8 فبراير 2013، 21:47"),
        stock: text("الخلفية T2"),
        lines: vec![
            sale("2", "مياه فوارة، 330 مل", "4.00", "8.00"),
            sale("1", "شطيرة محمّصة بالجبن", "9.50", "9.50"),
            sale("1", "سماعات عازلة للضوضاء مع حقيبة سفر ومحوّل للمقعد", "129.00", "129.00"),
        ],
        totals: vec![amount("المجموع الفرعي", "146.50"), amount("الفئة الذهبية، 10٪", "14.65-")],
        total: amount("الإجمالي بالدولار", "131.85"),
        tax: vec![amount("يشمل ضريبة القيمة المضافة 20٪", "21.98")],
        tenders: vec![amount("Visa ···· 4242", "100.00"), amount("نقدًا", "40.00"), amount("الباقي", "8.15-")],
        notes: vec![text("شكرًا لسفركم معنا. احتفظوا بهذا الإيصال: يمكن إرجاع البضائع خلال 30 يومًا.")],
        ..english
    }
}
