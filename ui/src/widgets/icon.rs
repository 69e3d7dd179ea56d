use icondata_core::IconData;
use icondata_lu as lu;
use leptos::prelude::*;

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $drawing:ident),+ $(,)?) => {
        /// A drawing of Lucide. Only those listed here are linked into the window; add a line to use another.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Icon { $($(#[$doc])* $name),+ }

        impl Icon {
            /// All of them, for the gallery.
            #[cfg(feature = "gallery")]
            pub const ALL: &'static [Icon] = &[$(Icon::$name),+];

            fn drawing(self) -> &'static IconData {
                match self { $(Icon::$name => lu::$drawing),+ }
            }
        }
    };
}

icons! {
    Accessibility = LuAccessibility,
    Alert = LuTriangleAlert,
    ArrowLeft = LuArrowLeft,
    ArrowRight = LuArrowRight,
    Audit = LuShieldCheck,
    Award = LuAward,
    Baby = LuBaby,
    Bag = LuLuggage,
    Ban = LuBan,
    Banknote = LuBanknote,
    Bell = LuBell,
    Birthday = LuCake,
    Board = LuLayoutDashboard,
    Calendar = LuCalendar,
    Camera = LuCamera,
    Card = LuCreditCard,
    Cart = LuShoppingCart,
    Case = LuClipboardList,
    Chart = LuChartColumn,
    Chat = LuMessageSquare,
    Check = LuCheck,
    CheckCircle = LuCircleCheck,
    ChevronDown = LuChevronDown,
    ChevronLeft = LuChevronLeft,
    ChevronRight = LuChevronRight,
    Clock = LuClock,
    Close = LuX,
    Cloud = LuCloud,
    CloudOff = LuCloudOff,
    Copy = LuCopy,
    Desk = LuMonitor,
    Device = LuTabletSmartphone,
    Document = LuFileText,
    Download = LuDownload,
    Drink = LuGlassWater,
    Edit = LuPencil,
    Eye = LuEye,
    EyeOff = LuEyeOff,
    Filter = LuListFilter,
    Globe = LuGlobe,
    History = LuHistory,
    Hotel = LuBedDouble,
    Hourglass = LuHourglass,
    Info = LuInfo,
    Keyboard = LuKeyboard,
    Kiosk = LuTv,
    Landing = LuPlaneLanding,
    Lock = LuLock,
    Lounge = LuArmchair,
    Mail = LuMail,
    Meal = LuUtensils,
    Minus = LuMinus,
    Moon = LuMoon,
    More = LuEllipsis,
    Note = LuNotebookPen,
    Passport = LuIdCard,
    Person = LuUser,
    People = LuUsers,
    Phone = LuPhone,
    Pin = LuPin,
    Plane = LuPlane,
    Plus = LuPlus,
    Printer = LuPrinter,
    Queue = LuListChecks,
    Receipt = LuReceipt,
    Refund = LuUndo2,
    Scan = LuScanBarcode,
    Search = LuSearch,
    Send = LuSend,
    Settings = LuSettings2,
    SignOut = LuLogOut,
    Star = LuStar,
    Sun = LuSun,
    SwitchUser = LuArrowLeftRight,
    Sync = LuRefreshCw,
    TakeOff = LuPlaneTakeoff,
    Theme = LuSunMoon,
    Ticket = LuTicket,
    Timeline = LuWaypoints,
    Trash = LuTrash2,
    Trolley = LuPackage,
    Unlock = LuLockOpen,
    Voucher = LuTicketCheck,
    Wallet = LuWallet,
}

/// A drawing beside words; hidden from a screen reader unless `title` names it. Its size is the text's.
#[component]
pub fn Glyph(
    icon: Icon,
    /// Only where no words stand beside it.
    #[prop(optional, into)]
    title: Option<String>,
) -> impl IntoView {
    let data = icon.drawing();
    // Drawings that point along the reading direction turn round in a right-to-left page.
    let turns = matches!(
        icon,
        Icon::ArrowLeft
            | Icon::ArrowRight
            | Icon::ChevronLeft
            | Icon::ChevronRight
            | Icon::Send
            | Icon::SignOut
    );
    let hidden = title.is_none().then_some("true");
    let role = title.is_some().then_some("img");
    view! {
        <svg
            class="glyph"
            class:glyph--turns=turns
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width="1.75"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden=hidden
            role=role
            aria-label=title
            inner_html=data.data
        ></svg>
    }
}
