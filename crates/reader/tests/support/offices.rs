//! Who issues what, in the documents that are made up.

/// Who issues: the lines of the head, how running text writes the issuer, its short form, the place.
pub struct Office {
    /// The lines of its head, from the highest body down.
    pub lines: &'static [&'static str],
    /// As running text writes it.
    pub issuer: &'static str,
    /// Its short form in numbers.
    pub short: &'static str,
    /// Where it sits.
    pub place: &'static str,
    /// Who decides, above "Căn cứ".
    pub decides: &'static str,
    /// Authority, the one stood in for, post.
    pub signed: [&'static str; 3],
}

const fn office(
    lines: &'static [&'static str],
    issuer: &'static str,
    short: &'static str,
    place: &'static str,
    decides: &'static str,
    signed: [&'static str; 3],
) -> Office {
    Office { lines, issuer, short, place, decides, signed }
}

const COMMUNE: [&str; 3] = ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"];
const HEAD_OF: [&str; 3] = ["TM. ỦY BAN NHÂN DÂN", "", "CHỦ TỊCH"];

/// Offices of all levels.
pub const OFFICES: &[Office] = &[
    office(
        &["ỦY BAN NHÂN DÂN", "XÃ ĐÔNG LỖ"],
        "Ủy ban nhân dân xã Đông Lỗ",
        "UBND",
        "Đông Lỗ",
        "ỦY BAN NHÂN DÂN XÃ ĐÔNG LỖ",
        HEAD_OF,
    ),
    office(
        &["ỦY BAN NHÂN DÂN XÃ XUÂN CẨM"],
        "Ủy ban nhân dân xã Xuân Cẩm",
        "UBND",
        "Xuân Cẩm",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ XUÂN CẨM",
        COMMUNE,
    ),
    office(
        &["UBND HUYỆN HIỆP HÒA", "UBND XÃ HỢP THỊNH"],
        "Ủy ban nhân dân xã Hợp Thịnh",
        "UBND",
        "Hợp Thịnh",
        "ỦY BAN NHÂN DÂN XÃ HỢP THỊNH",
        COMMUNE,
    ),
    office(
        &["HỘI ĐỒNG NHÂN DÂN", "XÃ HOÀNG VÂN"],
        "Hội đồng nhân dân xã Hoàng Vân",
        "HĐND",
        "Hoàng Vân",
        "HỘI ĐỒNG NHÂN DÂN XÃ HOÀNG VÂN",
        ["TM. HỘI ĐỒNG NHÂN DÂN", "", "CHỦ TỊCH"],
    ),
    office(
        &["ỦY BAN NHÂN DÂN", "HUYỆN HIỆP HÒA"],
        "Ủy ban nhân dân huyện Hiệp Hòa",
        "UBND",
        "Hiệp Hòa",
        "ỦY BAN NHÂN DÂN HUYỆN HIỆP HÒA",
        COMMUNE,
    ),
    office(
        &["UBND HUYỆN HIỆP HÒA", "PHÒNG TÀI CHÍNH - KẾ HOẠCH"],
        "Phòng Tài chính - Kế hoạch",
        "PTCKH",
        "Hiệp Hòa",
        "TRƯỞNG PHÒNG TÀI CHÍNH - KẾ HOẠCH",
        ["", "KT. TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG"],
    ),
    office(
        &["UBND HUYỆN HIỆP HÒA", "VĂN PHÒNG HĐND VÀ UBND"],
        "Văn phòng HĐND và UBND",
        "VP",
        "Hiệp Hòa",
        "CHÁNH VĂN PHÒNG HĐND VÀ UBND",
        ["TL. CHỦ TỊCH", "", "CHÁNH VĂN PHÒNG"],
    ),
    office(
        &["ỦY BAN NHÂN DÂN", "TỈNH BẮC GIANG"],
        "Ủy ban nhân dân tỉnh Bắc Giang",
        "UBND",
        "Bắc Giang",
        "ỦY BAN NHÂN DÂN TỈNH BẮC GIANG",
        COMMUNE,
    ),
    office(
        &["UBND TỈNH BẮC GIANG", "SỞ NÔNG NGHIỆP", "VÀ PHÁT TRIỂN NÔNG THÔN"],
        "Sở Nông nghiệp và Phát triển nông thôn",
        "SNN",
        "Bắc Giang",
        "GIÁM ĐỐC SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN",
        ["", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"],
    ),
    office(
        &["BỘ CÔNG AN", "CỤC CẢNH SÁT GIAO THÔNG"],
        "Cục Cảnh sát giao thông",
        "C08",
        "Hà Nội",
        "CỤC TRƯỞNG CỤC CẢNH SÁT GIAO THÔNG",
        ["", "KT. CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG"],
    ),
    office(
        &["BỘ THÔNG TIN VÀ TRUYỀN THÔNG"],
        "Bộ Thông tin và Truyền thông",
        "BTTTT",
        "Hà Nội",
        "BỘ TRƯỞNG BỘ THÔNG TIN VÀ TRUYỀN THÔNG",
        ["", "KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"],
    ),
    office(&["CHÍNH PHỦ"], "Chính phủ", "CP", "Hà Nội", "CHÍNH PHỦ", ["TM. CHÍNH PHỦ", "", "THỦ TƯỚNG"]),
    office(
        &["THỦ TƯỚNG CHÍNH PHỦ"],
        "Thủ tướng Chính phủ",
        "TTg",
        "Hà Nội",
        "THỦ TƯỚNG CHÍNH PHỦ",
        ["", "KT. THỦ TƯỚNG", "PHÓ THỦ TƯỚNG"],
    ),
    office(
        &["UBND HUYỆN HIỆP HÒA", "TRƯỜNG THCS ĐÔNG LỖ"],
        "Trường THCS Đông Lỗ",
        "THCS",
        "Đông Lỗ",
        "HIỆU TRƯỞNG TRƯỜNG THCS ĐÔNG LỖ",
        ["", "", "HIỆU TRƯỞNG"],
    ),
    office(
        &["UBND THỊ XÃ VIỆT YÊN", "TRUNG TÂM VĂN HÓA, THÔNG TIN", "VÀ THỂ THAO"],
        "Trung tâm Văn hóa, Thông tin và Thể thao",
        "TTVHTT",
        "Việt Yên",
        "GIÁM ĐỐC TRUNG TÂM",
        ["", "", "GIÁM ĐỐC"],
    ),
];

/// Bodies that issue together: their lines, how running text joins them, their short forms.
pub const JOINT: &[(&[&str], &str, &str)] = &[
    (&["BỘ Y TẾ - BỘ TÀI CHÍNH"], "Bộ Y tế và Bộ Tài chính", "BYT-BTC"),
    (
        &["BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "BỘ TÀI CHÍNH"],
        "Bộ Lao động - Thương binh và Xã hội và Bộ Tài chính",
        "BLĐTBXH-BTC",
    ),
    (
        &["BỘ NỘI VỤ - BỘ TÀI CHÍNH -", "BỘ GIÁO DỤC VÀ ĐÀO TẠO"],
        "Bộ Nội vụ, Bộ Tài chính và Bộ Giáo dục và Đào tạo",
        "BNV-BTC-BGDĐT",
    ),
];

/// Kinds: the name, the short form, whether its number bears the year, whether it rests on "Căn cứ".
pub const KINDS: &[(&str, &str, bool, bool)] = &[
    ("Quyết định", "QĐ", false, true),
    ("Quyết định", "QĐ", true, true),
    ("Nghị quyết", "NQ", false, true),
    ("Chỉ thị", "CT", false, false),
    ("Kế hoạch", "KH", false, true),
    ("Báo cáo", "BC", false, false),
    ("Thông báo", "TB", false, false),
    ("Tờ trình", "TTr", false, false),
    ("Giấy mời", "GM", false, false),
    ("Công điện", "CĐ", false, false),
    ("Hướng dẫn", "HD", false, true),
    ("Chương trình", "CTr", false, true),
    ("Phương án", "PA", false, true),
    ("Công văn", "", false, false),
    ("Công văn", "", false, false),
];

/// What documents are about.
pub const SUBJECTS: &[&str] = &[
    "ban hành Quy chế quản lý và sử dụng trang thông tin điện tử",
    "tăng cường công tác phòng cháy, chữa cháy trên địa bàn trong mùa hanh khô",
    "thành lập Tổ công nghệ số cộng đồng",
    "phê duyệt kết quả lựa chọn nhà thầu gói thầu số 3 xây dựng nhà văn hóa thôn",
    "sửa đổi, bổ sung một số điều của Quy định về tiếp công dân",
    "triển khai chiến dịch tiêm phòng vắc xin cho đàn gia súc, gia cầm đợt 2",
    "kết quả thực hiện nhiệm vụ phát triển kinh tế - xã hội 6 tháng đầu năm, nhiệm vụ trọng tâm 6 tháng cuối năm",
    "công khai dự toán ngân sách",
];
